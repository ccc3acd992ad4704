import type { Hex } from "viem";
import { linkSeed } from "../../crypto/link.ts";
import type { RecordSecret } from "../../crypto/record-keys.ts";
import type { Reader } from "../account.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import type { Lease } from "../leases/lease.ts";
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
  const links = new Map<number, OwnLink>();
  for (const lease of history.leases) {
    const version = versionAt(rotations, lease.epoch);
    const found = all.find(({ secret }) => secret.version === version);
    const link = found && recogniseLink(found.secret, lease);
    if (!link) continue;
    const { needsPassphrase } = link;
    const fragment = encodeLink({ chainId, ledger, record, ...link });
    links.set(lease.leaf, { fragment, needsPassphrase });
  }
  return links;
}

/**
 * What a link derives from, if the lease is one: its account then follows from its number.
 *
 * @param secret the version of the record secret that was in force when it was granted
 */
export function recogniseLink(
  secret: RecordSecret,
  { leaf, grantee, root, rights }: Lease,
): { seed: Uint8Array; needsPassphrase: boolean } | null {
  if (root !== null || rights.write) return null;
  const seed = linkSeed(secret, leaf);
  for (const needsPassphrase of [false, true]) {
    if (sameAddress(linkAccount(seed, { needsPassphrase }), grantee)) {
      return { seed, needsPassphrase };
    }
  }
  return null;
}
