import type { Address, Hex } from "viem";
import type { SharedTerms } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { count } from "../_text/format.ts";
import type { Flow } from "./flow.ts";

export interface GrantManyAsk {
  record: Hex;
  grantees: readonly Address[];
  terms: SharedTerms;
}

/** Lends to several people on the same terms; each replaces what that person was lent before. */
export const grantManyFlow: Flow<GrantManyAsk, void> = {
  title: "Lending to several people",
  wallet: "Confirm the transaction that grants the leases.",
  isResumable: true,
  send: ({ sharing, context, account }, ask, watch) =>
    sharing.grantMany(context, account, { ...ask, ...watch }),
  verify: async ({ sharing, context }, { record, grantees, terms }) => {
    const leases = await sharing.listLeases(context, { record });
    const standing = new Set(
      leases
        .filter((it) => it.ended === null && it.expiresAt === terms.expiresAt)
        .map((it) => it.grantee.toLowerCase()),
    );
    if (!grantees.every((it) => standing.has(it.toLowerCase()))) {
      throw new AppError("flow/not-seen", "Not all leases show yet.");
    }
  },
  stale: (_, { record }) => [queryKeys.leases(record)],
  done: ({ grantees }) => `Lent to ${count(grantees.length, "person", "people")}.`,
};
