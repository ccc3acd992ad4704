import type { Hex } from "viem";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface AcceptAsk {
  record: Hex;
}

/** Takes over a record that is on offer. */
export const acceptOfferFlow: Flow<AcceptAsk, void> = {
  title: "Taking over the record",
  wallet: "Confirm the transaction that makes the record yours.",
  send: ({ sharing, context, account }, { record }, watch) =>
    sharing.acceptRecord(context, account, { record, ...watch }),
  verify: async ({ sharing, context, account }, { record }) => {
    const owned = await sharing.listOwned(context, { owner: account.address });
    if (!owned.some(({ id }) => id === record)) {
      throw new AppError("flow/not-seen", "The record does not show as yours yet.");
    }
  },
  stale: ({ account }, { record }) => [
    queryKeys.owned(account.address),
    queryKeys.offers(account.address),
    queryKeys.lent(account.address),
    queryKeys.leases(record),
  ],
  done: () => "The record is yours.",
};
