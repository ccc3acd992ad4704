import type { Hex } from "viem";
import { makeRotation } from "../../crypto/rotation.ts";
import type { Account } from "../account.ts";
import { digestHex } from "../blocks.ts";
import type { Context } from "../context.ts";
import type { DatedKeyEpoch, LoadedRotation } from "../records/key-epochs.ts";
import type { OwnedSecret } from "../records/record-secret.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";
import type { Lease } from "./lease.ts";
import { isRunning } from "./lease.ts";
import { sectionsToRotateAlong } from "./rotation-policy.ts";
import { sectionHistory } from "./section-history.ts";

/** A rotation whose block is stored: it happens with the transaction that names it. */
export interface PreparedRotation {
  /** The epoch that it leads to. */
  readonly epoch: number;
  /** The sections that rotate, ascending. */
  readonly sections: readonly number[];
  /** That epoch's secrets, of the sections that rotate. */
  readonly keyEpoch: DatedKeyEpoch;
  /** The rotation, as if it had happened. */
  readonly loaded: LoadedRotation;
  /** What the ledger is told: the present epoch, and the block's digest. */
  readonly argument: { readonly epoch: number; readonly digest: Hex };
}

/**
 * Makes new secrets for sections, for exactly the leases that stay, and stores the rotation block.
 * Sections of leases that are signed and not sent rotate along: {@link alongWith}.
 *
 * Nothing has happened until a transaction names it; one that never does leaves nothing behind but
 * the block, whose secrets are of no use.
 *
 * @param of.staying who gets the new secrets: {@link stayingLeases}
 * @throws SharingError `sharing/not-owner`; StorageError
 */
export async function prepareRotation(
  context: Context,
  account: Account,
  of: {
    snapshot: Snapshot;
    sections: readonly number[];
    staying: readonly Lease[];
    secret?: OwnedSecret;
    signal?: AbortSignal | undefined;
  },
): Promise<PreparedRotation> {
  const { snapshot, staying, signal } = of;
  const { history, slice } = snapshot;
  const sections = alongWith(of.sections, snapshot);
  const owned = of.secret ?? (await openOwnSecret(context, account, { history, signal }));
  const epoch = history.epoch + 1;
  const block = await makeRotation({
    secret: owned.secret,
    epoch,
    sections: sections.map((section) => ({
      section,
      leaves: staying.filter((it) => it.sections.includes(section)).map(({ leaf }) => leaf),
    })),
  });
  await context.store.put(block, { signal });
  return {
    epoch,
    sections,
    keyEpoch: { epoch, nonce: block.nonce, slice },
    loaded: { epoch, slice, rotation: block.rotation },
    argument: { epoch: history.epoch, digest: digestHex(block.cid) },
  };
}

/** Sections that rotate, with those that have to rotate along, ascending. */
export function alongWith(sections: readonly number[], snapshot: Snapshot): number[] {
  const along = sectionsToRotateAlong(sectionHistory(snapshot), snapshot);
  return [...new Set([...sections, ...along])].sort((a, b) => a - b);
}

/**
 * The leases that run and are not about to end.
 *
 * @param ending leases that are, and the root that is
 * @throws StorageError, CryptoError or SharingError `sharing/list-invalid` if a root stands whose
 *   leases are not known: a rotation would cut them off
 */
export function stayingLeases(
  { history, slice }: Snapshot,
  ending: { leases?: readonly Lease[]; root?: Hex } = {},
): Lease[] {
  for (const { root, ended, problem } of history.roots) {
    if (problem !== null && ended === null && root !== ending.root) throw problem;
  }
  const leaving = new Set(ending.leases);
  return history.leases.filter((lease) => isRunning(lease, slice) && !leaving.has(lease));
}
