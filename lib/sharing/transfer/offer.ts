import type { Address, Hex } from "viem";
import { offer as offerCall, withdrawOffer as withdrawOfferCall } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch } from "../progress.ts";
import { sendReviewed } from "../transact.ts";

/**
 * Offers a record to an account, in place of any earlier offer. Nothing changes until it accepts.
 *
 * @throws LedgerError `ledger/not-owner`, `ledger/account-invalid` for oneself, and others; the
 *   signal's reason until the transaction was sent
 */
export async function offerRecord(
  context: Context,
  account: Pick<Account, "wallet">,
  { record, to, ...watch }: { record: Hex; to: Address } & SendWatch,
): Promise<void> {
  const call = offerCall(context.ledger, { record, account: to });
  await sendReviewed(context, account, { call, ...watch });
}

/**
 * Takes the offer of a record back.
 *
 * @throws LedgerError `ledger/no-offer`, `ledger/not-owner`, and others; the signal's reason until
 *   the transaction was sent
 */
export async function withdrawOffer(
  context: Context,
  account: Pick<Account, "wallet">,
  { record, ...watch }: { record: Hex } & SendWatch,
): Promise<void> {
  const call = withdrawOfferCall(context.ledger, { record });
  await sendReviewed(context, account, { call, ...watch });
}
