import type { Hex } from "viem";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import { prepareGrant } from "../leases/grant.ts";
import type { GrantTerms } from "../leases/terms.ts";
import type { Watch } from "../progress.ts";
import { requireKeys } from "../published-key.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { signAct } from "./sign.ts";
import type { SignedMessage } from "./signed-message.ts";

/**
 * Signs a grant, which costs nothing: anybody can send it until `deadline` (unix seconds), and then
 * it does what `grant` does. Its envelope, and its rotation if it needs one, are stored already.
 *
 * Whatever rotates the record's keys or ends a lease voids it: a revocation, a narrower grant, and
 * the sending of another signed act with a rotation. Its number in the lease tree is spent.
 *
 * Whoever gets the message has the keys at once, sent or not; the ledger's word is what is missing.
 * To take it back is to end it early: `cancelSigned`. This device changes the keys where it knows
 * that a signed lease can no longer be sent.
 *
 * @throws SharingError `sharing/no-key`, `sharing/bad-terms`, also for a deadline that has passed,
 *   `sharing/not-owner`; LedgerError; StorageError
 */
export async function signGrant(
  context: Context,
  account: Account,
  of: { record: Hex; terms: GrantTerms; deadline: number } & Watch,
): Promise<SignedMessage> {
  const { record, terms, deadline, ...watch } = of;
  watch.onProgress?.({ step: "prepare" });
  const [publicKey] = await requireKeys(context, [terms.grantee], watch);
  const snapshot = await takeSnapshot(context, record, watch);
  requireFuture(deadline, snapshot);
  const prepared = { snapshot, terms, publicKey: publicKey as Uint8Array, ...watch };
  const lent = await prepareGrant(context, account, prepared);
  const { revocations } = snapshot.history;
  const act = { kind: "grant", content: { record, ...lent, revocations } } as const;
  return signAct(context, account, { act, deadline, ...watch });
}

/** @throws SharingError `sharing/bad-terms` */
export function requireFuture(deadline: number, { time }: Snapshot): void {
  if (Number.isSafeInteger(deadline) && deadline > time) return;
  throw new SharingError("sharing/bad-terms", "The deadline has passed.");
}
