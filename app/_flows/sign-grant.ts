import type { Hex } from "viem";
import type { GrantTerms, SignedMessage } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface SignGrantAsk {
  record: Hex;
  name: string;
  terms: GrantTerms;
  /** Until when it can be sent, in unix seconds. */
  deadline: number;
}

/** Signs a lease that somebody else sends and pays for. */
export const signGrantFlow: Flow<SignGrantAsk, SignedMessage> = {
  title: "Signing the lease",
  wallet: "Sign the lease. Nothing is sent, and nothing costs a fee.",
  send: ({ sharing, context, account }, { record, terms, deadline }, { onProgress, signal }) =>
    sharing.signGrant(context, account, { record, terms, deadline, onProgress, signal }),
  verify: async ({ sharing, context }, _, message) => {
    if ((await sharing.signedState(context, { message })) !== "ready") {
      throw new AppError("sharing/void", "The record changed while this was signed.");
    }
  },
  stale: ({ account }) => [queryKeys.signed(account.address)],
  done: ({ name }) => `Signed for ${name}. Nothing has been sent.`,
};
