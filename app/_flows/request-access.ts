import type { Hex } from "viem";
import type { RequestTerms } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow, Payer } from "./flow.ts";

export interface RequestAccessAsk {
  record: Hex;
  /** How the owner is called on the screen. */
  name: string;
  terms: RequestTerms;
}

/** Asks a record's owner to be lent sections; takes the place of what was asked before. */
export const requestAccessFlow: Flow<RequestAccessAsk, void, Payer> = {
  title: "Asking",
  wallet: "Confirm the transaction that tells the owner what you ask for.",
  send: ({ sharing, context, account }, { record, terms }, watch) =>
    sharing.requestAccess(context, account, { record, terms, ...watch }),
  verify: async ({ sharing, context, account }, { record, terms }) => {
    const { request } = await sharing.ownRequest(context, { account: account.address, record });
    if (request?.duration !== terms.duration) {
      throw new AppError("flow/not-seen", "The request does not show yet.");
    }
  },
  stale: ({ account }) => [queryKeys.ownRequests(account.address)],
  done: ({ name }) => `Asked ${name}.`,
};
