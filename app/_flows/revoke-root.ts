import type { Hex } from "viem";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface RevokeRootAsk {
  record: Hex;
  root: Hex;
}

/** Ends the leases of a whole group. */
export const revokeRootFlow: Flow<RevokeRootAsk, void> = {
  title: "Ending the leases of the group",
  wallet: "Confirm the transaction that ends the group's leases.",
  send: ({ sharing, context, account }, { record, root }, watch) =>
    sharing.revokeRoot(context, account, { record, root, ...watch }),
  verify: async ({ sharing, context }, { record, root }) => {
    const roots = await sharing.listRoots(context, { record });
    if (roots.some((it) => it.root === root && it.ended === null)) {
      throw new AppError("flow/not-seen", "The group does not show as ended yet.");
    }
  },
  stale: (_, { record }) => [queryKeys.leases(record), queryKeys.roots(record)],
  done: () => "The leases of the group have ended.",
};
