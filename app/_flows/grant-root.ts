import type { Hex } from "viem";
import type { GrantTerms } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { count } from "../_text/format.ts";
import type { Flow } from "./flow.ts";

export interface GrantRootAsk {
  record: Hex;
  leases: readonly GrantTerms[];
}

/** Lends to a group in one transaction whose cost does not depend on how many they are. */
export const grantRootFlow: Flow<GrantRootAsk, { root: Hex }> = {
  title: "Lending to a group",
  wallet: "Confirm the transaction that grants the leases.",
  send: ({ sharing, context, account }, ask, watch) =>
    sharing.grantRoot(context, account, { ...ask, ...watch }),
  verify: async ({ sharing, context }, { record }, { root }) => {
    const roots = await sharing.listRoots(context, { record });
    if (!roots.some((it) => it.root === root && it.ended === null)) {
      throw new AppError("flow/not-seen", "The group does not show yet.");
    }
  },
  stale: (_, { record }) => [queryKeys.leases(record), queryKeys.roots(record)],
  done: ({ leases }) => `Lent to a group of ${count(leases.length, "person", "people")}.`,
};
