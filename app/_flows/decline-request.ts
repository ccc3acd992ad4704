import type { Address, Hex } from "viem";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow, Payer } from "./flow.ts";

export interface DeclineRequestAsk {
  record: Hex;
  requester: Address;
  name: string;
}

/** Declines what somebody asked. */
export const declineRequestFlow: Flow<DeclineRequestAsk, void, Payer> = {
  title: "Declining",
  wallet: "Confirm the transaction that declines the request.",
  send: ({ sharing, context, account }, { record, requester }, watch) =>
    sharing.declineRequest(context, account, { record, requester, ...watch }),
  verify: async ({ sharing, context }, { record, requester }) => {
    const { state } = await sharing.ownRequest(context, { account: requester, record });
    if (state === "pending") throw new AppError("flow/not-seen", "The request still shows.");
  },
  stale: ({ account }) => [queryKeys.requests(account.address)],
  done: ({ name }) => `The request of ${name} is declined.`,
};
