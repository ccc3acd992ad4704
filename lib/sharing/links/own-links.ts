import type { Hex } from "viem";
import { linkSeed } from "../../crypto/link.ts";
import type { RecordSecret } from "../../crypto/record-keys.ts";
import type { Reader } from "../account.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import type { Lease } from "../leases/lease.ts";
import type { Memory } from "../memory.ts";
import { versionAt } from "../records/key-epochs.ts";
import { openEarlierSecrets, openOwnSecret } from "../records/record-secret.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { encodeLink } from "./link.ts";
import { linkAccount } from "./link-account.ts";

/** A link as its owner makes it again. */
export interface OwnLink {
  /** For the fragment of an address. Whoever has it can open the lease. */
  fragment: string;
  needsPassphrase: boolean;
}

/**
 * Which of a record's leases are links, by their numbers in the lease tree, and those links: they
 * derive from the record secret, on any device of the owner's.
 *
 * @throws SharingError `sharing/not-owner`, `sharing/no-record`; LedgerError; StorageError
 */
export async function linksOf(
  context: Context,
  owner: Reader,
  { record, signal }: { record: Hex; signal?: AbortSignal | undefined },
): Promise<Map<number, OwnLink>> {
  const snapshot = await takeSnapshot(context, record, { signal });
  const { history, rotations } = snapshot;
  const present = await openOwnSecret(context, owner, { history, signal });
  const all = [...(await openEarlierSecrets(context, present, { signal })), present];
  const { chainId, ledger } = context.ledger;
  const known = told.get(context.memory) ?? new Map<Hex, Kind | null>();
  told.set(context.memory, known);
  const links = new Map<number, OwnLink>();
  for (const lease of history.leases) {
    const version = versionAt(rotations, lease.epoch);
    const secret = all.find((it) => it.secret.version === version)?.secret;
    if (secret === undefined) continue;
    let kind = known.get(lease.envelope);
    if (kind === undefined) {
      signal?.throwIfAborted();
      if (known.size % PAUSE === 0) await pause();
      kind = recogniseLink(secret, lease);
      known.set(lease.envelope, kind);
    }
    if (kind === null) continue;
    const seed = linkSeed(secret, lease.leaf);
    links.set(lease.leaf, {
      fragment: encodeLink({ chainId, ledger, record, seed, ...kind }),
      ...kind,
    });
  }
  return links;
}

type Kind = Pick<OwnLink, "needsPassphrase">;

/** What was found out, by device and envelope: it takes a millisecond for each lease. */
const told = new WeakMap<Memory, Map<Hex, Kind | null>>();

/** Lets others have their turn after so many leases. */
const PAUSE = 16;

const pause = () => new Promise<void>((resolve) => setTimeout(resolve));

/**
 * What kind of link a lease is, if it is one: its account then follows from its number.
 *
 * @param secret the version of the record secret that was in force when it was granted
 */
export function recogniseLink(
  secret: RecordSecret,
  { leaf, grantee, root, rights }: Lease,
): Kind | null {
  if (root !== null || rights.write) return null;
  const seed = linkSeed(secret, leaf);
  const kinds = [{ needsPassphrase: false }, { needsPassphrase: true }];
  return kinds.find((kind) => sameAddress(linkAccount(seed, kind), grantee)) ?? null;
}
