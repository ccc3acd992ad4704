import type { Address, Hex } from "viem";
import { grantMany as grantManyCall, inCalls } from "../../ledger/calls.ts";
import type { Terms } from "../../ledger/terms.ts";
import { sliceOf } from "../../slice.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { requireKeys } from "../published-key.ts";
import { standingLease } from "../records/record-history.ts";
import { readHistory, takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { distinctAccounts, inBatches } from "./batches.ts";
import type { Lease } from "./lease.ts";
import { isRunning } from "./lease.ts";
import { prepareLoans } from "./loans.ts";
import type { SharedTerms } from "./terms.ts";
import { ledgerTerms } from "./terms.ts";

/**
 * Lends to many accounts on the same terms, in place of what each was lent directly before: 200 to a
 * transaction. Accounts that hold just this lease already are passed over, so the same call again
 * does what is left.
 *
 * @throws SharingError `sharing/partly-done` if some leases were granted and a later transaction
 *   failed, `sharing/no-key` if some accounts have no key (`details.accounts`; nothing was granted),
 *   `sharing/bad-terms`, `sharing/not-owner`; LedgerError; StorageError; the signal's reason until
 *   the first transaction was sent
 */
export async function grantMany(
  context: Context,
  account: Account,
  of: { record: Hex; terms: SharedTerms; grantees: readonly Address[] } & SendWatch,
): Promise<void> {
  const { record, terms, grantees, ...watch } = of;
  watch.onProgress?.({ step: "prepare" });
  const accounts = distinctAccounts(grantees);
  if (accounts.length === 0) throw new SharingError("sharing/bad-terms", "Nobody is named.");
  const { history, block } = await readHistory(context, record, watch);
  const slice = sliceOf(block.timestamp);
  const isDone = (grantee: Address) => {
    const present = standingLease(history, grantee);
    return present !== null && isJust(present, { terms, slice });
  };
  const left = accounts.filter((it) => !isDone(it));
  const keys = await requireKeys(context, left, watch);
  const keyOf = new Map(left.map((it, i) => [it, keys[i] as Uint8Array]));
  await inBatches(inCalls(left), {
    done: accounts.filter(isDone),
    work: (batch) => grantBatch(context, account, { record, terms, batch, keyOf, ...watch }),
  });
}

async function grantBatch(
  context: Context,
  account: Account,
  of: {
    record: Hex;
    terms: SharedTerms;
    batch: readonly Address[];
    keyOf: ReadonlyMap<Address, Uint8Array>;
  } & SendWatch,
): Promise<void> {
  const { record, batch, keyOf, ...watch } = of;
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const loans = batch.map((grantee) => ({
      grantee,
      terms: ledgerTerms(snapshot, { ...of.terms, grantee }),
      publicKey: keyOf.get(grantee) as Uint8Array,
    }));
    const { terms } = loans[0] as { terms: Terms };
    const replaced = batch
      .map((grantee) => standingLease(snapshot.history, grantee))
      .filter((lease) => lease !== null);
    const lent = await prepareLoans(context, account, { snapshot, loans, replaced, ...watch });
    return { call: grantManyCall(context.ledger, { record, terms, ...lent }) };
  };
  await transact(context, account, { prepare, ...watch });
}

/** Whether a lease is what these terms, asked for now or a while ago, would make. */
function isJust(lease: Lease, { terms, slice }: { terms: SharedTerms; slice: number }): boolean {
  const asked = new Set([0, ...terms.sections]);
  return (
    isRunning(lease, slice) &&
    lease.sections.length === asked.size &&
    lease.sections.every((it) => asked.has(it)) &&
    lease.rights.write === terms.write &&
    lease.expiresAt === terms.expiresAt &&
    lease.notBefore >= terms.notBefore &&
    lease.notBefore <= Math.max(terms.notBefore, slice) &&
    lease.since === (terms.history ? 0 : lease.notBefore)
  );
}
