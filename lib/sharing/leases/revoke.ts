import type { Address, Hex } from "viem";
import { inCalls } from "../../ledger/calls.ts";
import { sliceOf } from "../../slice.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch } from "../progress.ts";
import { leasesOf } from "../records/record-history.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { readHistory } from "../records/snapshot.ts";
import { distinctAccounts, inBatches } from "./batches.ts";
import { endLeases, nothingToEnd } from "./end-leases.ts";
import type { Lease } from "./lease.ts";
import { isRunning } from "./lease.ts";

/**
 * Ends an account's leases now, those under roots too, and changes the secrets of their sections in
 * the same transaction: what is published from then on is closed to it. What it could read before
 * cannot be taken back.
 *
 * @throws SharingError `sharing/no-lease` if nothing runs, `sharing/not-owner`; LedgerError;
 *   StorageError; the signal's reason until the transaction was sent
 */
export async function revoke(
  context: Context,
  account: Account,
  { record, grantee, ...watch }: { record: Hex; grantee: Address } & SendWatch,
): Promise<void> {
  await endLeases(context, account, { record, choose: allOf([grantee]), ...watch });
}

/**
 * Ends the leases of several accounts; those without any are passed over. Many are ended in several
 * transactions.
 *
 * @throws SharingError `sharing/partly-done` if some were ended and a later transaction failed, and
 *   otherwise as {@link revoke}
 */
export async function revokeMany(
  context: Context,
  account: Account,
  { record, grantees, ...watch }: { record: Hex; grantees: readonly Address[] } & SendWatch,
): Promise<void> {
  const { history, block } = await readHistory(context, record, watch);
  const slice = sliceOf(block.timestamp);
  const holding = distinctAccounts(grantees).filter((it) =>
    leasesOf(history, it).some((lease) => isRunning(lease, slice)),
  );
  if (holding.length === 0) throw nothingToEnd();
  await inBatches(inCalls(holding), {
    done: [],
    work: (batch) => endLeases(context, account, { record, choose: allOf(batch), ...watch }),
  });
}

/**
 * Ends single leases under roots, by their numbers in the lease tree.
 *
 * @throws as {@link revoke}
 */
export async function revokeLeaves(
  context: Context,
  account: Account,
  { record, leaves, ...watch }: { record: Hex; leaves: readonly number[] } & SendWatch,
): Promise<void> {
  const choose = ({ history }: Snapshot) =>
    history.leases.filter(({ root, leaf }) => root !== null && leaves.includes(leaf));
  await endLeases(context, account, { record, choose, ...watch });
}

function allOf(accounts: readonly Address[]): (snapshot: Snapshot) => Lease[] {
  return ({ history }) => accounts.flatMap((it) => leasesOf(history, it));
}
