import type { Hex } from "viem";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface RevokeAllAsk {
  record: Hex;
}

/** Ends every lease of a record, those of groups and signed but unsent ones too. */
export const revokeAllFlow: Flow<RevokeAllAsk, void> = {
  title: "Ending all leases",
  wallet: "Confirm the transaction that ends all leases.",
  send: ({ sharing, context, account }, { record }, watch) =>
    sharing.revokeAll(context, account, { record, ...watch }),
  verify: async ({ sharing, context }, { record }) => {
    const leases = await sharing.listLeases(context, { record });
    if (leases.some(({ ended, state }) => ended === null && state !== "expired")) {
      throw new AppError("flow/not-seen", "Some leases do not show as ended yet.");
    }
  },
  stale: (_, { record }) => [
    queryKeys.leases(record),
    queryKeys.roots(record),
    queryKeys.everySigned,
  ],
  done: () => "All leases of this record have ended.",
};
