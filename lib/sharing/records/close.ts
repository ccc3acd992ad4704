import type { Hex } from "viem";
import { close } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch } from "../progress.ts";
import { sendReviewed } from "../transact.ts";

/**
 * Closes a record for good: every lease ends, nothing can be published any more. Its owner goes on
 * seeing it. Cannot be undone.
 *
 * @throws LedgerError `ledger/not-owner`, `ledger/record-closed`, and others; the signal's reason
 *   until the transaction was sent
 */
export async function closeRecord(
  context: Context,
  account: Pick<Account, "wallet">,
  { record, ...watch }: { record: Hex } & SendWatch,
): Promise<void> {
  await sendReviewed(context, account, { call: close(context.ledger, { record }), ...watch });
}
