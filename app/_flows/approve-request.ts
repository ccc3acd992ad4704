import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";
import type { GrantAsk } from "./grant.ts";
import { grantFlow } from "./grant.ts";

/** Lends to whoever asked, on the owner's terms, and settles the request in the same transaction. */
export const approveRequestFlow: Flow<GrantAsk, void> = {
  ...grantFlow,
  title: "Approving",
  wallet: "Confirm the transaction that grants the lease and settles the request.",
  send: ({ sharing, context, account }, { record, terms }, watch) =>
    sharing.approveRequest(context, account, { record, terms, ...watch }),
  stale: ({ account }, { record }) => [
    queryKeys.leases(record),
    queryKeys.requests(account.address),
  ],
};
