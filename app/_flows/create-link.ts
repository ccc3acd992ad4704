import type { Hex } from "viem";
import type { CreatedLink, SharedTerms } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface CreateLinkAsk {
  record: Hex;
  terms: Omit<SharedTerms, "write">;
  /** Null for none. */
  passphrase: string | null;
}

/** Lends sections of a record to whoever has a link. */
export const createLinkFlow: Flow<CreateLinkAsk, CreatedLink> = {
  title: "Making the link",
  wallet: "Confirm the transaction that grants the link's lease.",
  send: ({ sharing, context, account }, ask, watch) =>
    sharing.createLink(context, account, { ...ask, ...watch }),
  verify: async ({ sharing, context }, { record }, { leaf }) => {
    const leases = await sharing.listLeases(context, { record });
    if (!leases.some((it) => it.leaf === leaf && it.ended === null)) {
      throw new AppError("flow/not-seen", "The link does not show yet.");
    }
  },
  stale: (_, { record }) => [queryKeys.leases(record)],
  done: () => "The link is made.",
};
