import type { Address, Hex } from "viem";
import {
  approveRequest as approveRequestCall,
  declineRequest as declineRequestCall,
} from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { prepareGrant } from "../leases/grant.ts";
import type { GrantTerms } from "../leases/terms.ts";
import type { SendWatch } from "../progress.ts";
import { requireKeys } from "../published-key.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { sendReviewed, transact } from "../transact.ts";

/**
 * Lends to whoever asked, on terms of the owner's choosing, as `grant` does, and settles the request.
 *
 * @throws LedgerError `ledger/no-request` if it was withdrawn; otherwise as `grant`
 */
export async function approveRequest(
  context: Context,
  account: Account,
  { record, terms, ...watch }: { record: Hex; terms: GrantTerms } & SendWatch,
): Promise<void> {
  watch.onProgress?.({ step: "prepare" });
  const [publicKey] = await requireKeys(context, [terms.grantee], watch);
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const of = { snapshot, terms, publicKey: publicKey as Uint8Array, ...watch };
    const lent = await prepareGrant(context, account, of);
    return { call: approveRequestCall(context.ledger, { record, ...lent }) };
  };
  await transact(context, account, { prepare, ...watch });
}

/**
 * Declines an account's request.
 *
 * @throws LedgerError `ledger/no-request`, `ledger/not-owner` and others; the signal's reason until
 *   the transaction was sent
 */
export async function declineRequest(
  context: Context,
  account: Pick<Account, "wallet">,
  { record, requester, ...watch }: { record: Hex; requester: Address } & SendWatch,
): Promise<void> {
  const call = declineRequestCall(context.ledger, { record, account: requester });
  await sendReviewed(context, account, { call, ...watch });
}
