import type { Hex } from "viem";
import type { Lease, Renewal } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface RenewAsk {
  record: Hex;
}

const stale: Flow<RenewAsk, Renewal>["stale"] = ({ account }, { record }) => [
  queryKeys.owned(account.address),
  queryKeys.leases(record),
  queryKeys.roots(record),
  queryKeys.renewalLeft(record),
  queryKeys.everySigned,
];

/** Begins new keys for a record; those who hold leases get them, links end. */
export const renewSecretFlow: Flow<RenewAsk, Renewal> = {
  title: "Changing the record's keys",
  wallet: "Confirm the transaction that changes the record's keys.",
  send: ({ sharing, context, account }, { record }, watch) =>
    sharing.renewSecret(context, account, { record, ...watch }),
  verify: async ({ sharing, context }, { record }, { ended }) => {
    const leases = await sharing.listLeases(context, { record });
    const isStanding = ({ envelope }: (typeof ended)[number]) =>
      leases.some((it) => it.envelope === envelope && it.ended === null);
    if (ended.some(isStanding)) {
      throw new AppError("flow/not-seen", "The change does not show yet.");
    }
  },
  stale,
  done: () => "The record has new keys.",
};

/** Grants again what a change of keys that stopped half-way has left. */
export const finishRenewalFlow: Flow<RenewAsk, { again: Lease[] }> = {
  title: "Granting the leases that are left",
  wallet: "Confirm the transaction that grants the leases that are left.",
  send: ({ sharing, context, account }, { record }, watch) =>
    sharing.finishRenewal(context, account, { record, ...watch }),
  verify: async ({ sharing, context }, { record }) => {
    if ((await sharing.renewalLeft(context, { record })).length > 0) {
      throw new AppError("flow/not-seen", "Not all leases show yet.");
    }
  },
  stale,
  isResumable: true,
  done: () => "All leases run again.",
};

/** Takes an offer back, and begins new keys with it. */
export const withdrawOfferFlow: Flow<RenewAsk, Renewal> = {
  title: "Withdrawing the offer",
  wallet: "Confirm the transaction that withdraws the offer and changes the record's keys.",
  send: ({ sharing, context, account }, { record }, watch) =>
    sharing.withdrawOffer(context, account, { record, ...watch }),
  verify: async ({ sharing, context, account }, { record }) => {
    const owned = await sharing.listOwned(context, { owner: account.address });
    if (owned.find(({ id }) => id === record)?.offeredTo) {
      throw new AppError("flow/not-seen", "The offer still shows.");
    }
  },
  stale,
  done: () => "The offer is withdrawn, and the record has new keys.",
};
