import type { Hex } from "viem";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow, Payer } from "./flow.ts";

export interface WithdrawRequestAsk {
  record: Hex;
}

/** Takes one's request back. */
export const withdrawRequestFlow: Flow<WithdrawRequestAsk, void, Payer> = {
  title: "Withdrawing your request",
  wallet: "Confirm the transaction that takes your request back.",
  send: ({ sharing, context, account }, { record }, watch) =>
    sharing.withdrawRequest(context, account, { record, ...watch }),
  verify: async ({ sharing, context, account }, { record }) => {
    const { state } = await sharing.ownRequest(context, { account: account.address, record });
    if (state === "pending") throw new AppError("flow/not-seen", "The request still shows.");
  },
  stale: ({ account }) => [queryKeys.ownRequests(account.address)],
  done: () => "Your request is withdrawn.",
};
