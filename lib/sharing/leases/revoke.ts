import type { Address, Hex } from "viem";
import { revoke as revokeCall } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Watch } from "../progress.ts";
import { standingLease } from "../records/record-history.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { prepareRotation } from "./rotate.ts";
import { sectionsEndedBy } from "./rotation-policy.ts";

/**
 * Ends an account's lease now, and changes the secrets of its sections in the same transaction:
 * what is published from then on is closed to it. What it could read before cannot be taken back.
 *
 * @throws SharingError `sharing/no-lease` if nothing runs, `sharing/not-owner`; LedgerError;
 *   StorageError; the signal's reason until the transaction was sent
 */
export async function revoke(
  context: Context,
  account: Account,
  { record, grantee, ...watch }: { record: Hex; grantee: Address } & Watch,
): Promise<void> {
  const { signal } = watch;
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, { signal });
    const lease = standingLease(snapshot.history, grantee);
    const sections = lease === null ? [] : sectionsEndedBy(lease, snapshot.slice);
    if (lease === null || sections.length === 0) {
      throw new SharingError("sharing/no-lease", "This account has no lease to end.");
    }
    const { argument } = await prepareRotation(context, account, {
      snapshot,
      sections,
      without: [lease],
      signal,
    });
    const revoked = { record, account: lease.grantee, rotation: argument };
    return { call: revokeCall(context.ledger, revoked) };
  };
  await transact(context, account, { prepare, ...watch });
}
