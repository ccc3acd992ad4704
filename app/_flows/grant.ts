import type { Hex } from "viem";
import type { GrantTerms } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface GrantAsk {
  record: Hex;
  /** How the person is called on the screen. */
  name: string;
  terms: GrantTerms;
}

/** Lends sections of a record to somebody for a time; replaces what was lent to them before. */
export const grantFlow: Flow<GrantAsk, void> = {
  title: "Lending",
  wallet: "Confirm the transaction that grants the lease.",
  send: ({ sharing, context, account }, { record, terms }, watch) =>
    sharing.grant(context, account, { record, terms, ...watch }),
  verify: async ({ sharing, context }, { record, terms }) => {
    const leases = await sharing.listLeases(context, { record });
    const lease = leases.find((it) => it.grantee.toLowerCase() === terms.grantee.toLowerCase());
    if (lease === undefined || lease.ended !== null || lease.expiresAt !== terms.expiresAt) {
      throw new AppError("flow/not-seen", "The lease does not show yet.");
    }
  },
  stale: (_, { record }) => [queryKeys.leases(record)],
  done: ({ name }) => `Lent to ${name}.`,
};
