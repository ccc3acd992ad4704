import type { Hex } from "viem";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface RevokeLeafAsk {
  record: Hex;
  /** The lease's number in its record. */
  leaf: number;
  name: string;
}

/** Ends one lease of a group; the others go on. */
export const revokeLeafFlow: Flow<RevokeLeafAsk, void> = {
  title: "Ending the lease",
  wallet: "Confirm the transaction that ends the lease.",
  send: ({ sharing, context, account }, { record, leaf }, watch) =>
    sharing.revokeLeaves(context, account, { record, leaves: [leaf], ...watch }),
  verify: async ({ sharing, context }, { record, leaf }) => {
    const leases = await sharing.listLeases(context, { record });
    if (leases.some((it) => it.root !== null && it.leaf === leaf && it.ended === null)) {
      throw new AppError("flow/not-seen", "The lease does not show as ended yet.");
    }
  },
  stale: (_, { record }) => [queryKeys.leases(record), queryKeys.roots(record)],
  done: ({ name }) => `The lease of ${name} has ended.`,
};
