import type { Address, Hex } from "viem";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface RevokeAsk {
  record: Hex;
  grantee: Address;
  name: string;
}

/** Ends somebody's leases before their time, as one of a group too, and changes the keys of their sections with it. */
export const revokeFlow: Flow<RevokeAsk, void> = {
  title: "Ending the lease",
  wallet: "Confirm the transaction that ends the lease.",
  send: ({ sharing, context, account }, { record, grantee }, watch) =>
    sharing.revoke(context, account, { record, grantee, ...watch }),
  verify: async ({ sharing, context }, { record, grantee }) => {
    const leases = await sharing.listLeases(context, { record });
    const isStanding = leases.some(
      (it) => it.grantee.toLowerCase() === grantee.toLowerCase() && it.ended === null,
    );
    if (isStanding) throw new AppError("flow/not-seen", "The lease does not show as ended yet.");
  },
  stale: (_, { record }) => [queryKeys.leases(record), queryKeys.roots(record)],
  done: ({ name }) => `The lease of ${name} has ended.`,
};
