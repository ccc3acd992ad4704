import type { Address, Hex } from "viem";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface OfferAsk {
  record: Hex;
  to: Address;
  name: string;
}

/** Offers a record to somebody, who can read all of it from then on. */
export const offerFlow: Flow<OfferAsk, void> = {
  title: "Offering the record",
  wallet: "Confirm the transaction that offers the record.",
  send: ({ sharing, context, account }, { record, to }, watch) =>
    sharing.offerRecord(context, account, { record, to, ...watch }),
  verify: async ({ sharing, context, account }, { record, to }) => {
    const owned = await sharing.listOwned(context, { owner: account.address });
    const offeredTo = owned.find(({ id }) => id === record)?.offeredTo;
    if (offeredTo?.toLowerCase() !== to.toLowerCase()) {
      throw new AppError("flow/not-seen", "The offer does not show yet.");
    }
  },
  stale: ({ account }) => [queryKeys.owned(account.address)],
  done: ({ name }) => `Offered to ${name}.`,
};
