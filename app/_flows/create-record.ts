import type { Hex } from "viem";
import type { RecordDraft } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { askToKeepData } from "../_config/persistence.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

/** Creates a record with its first sections and files, in one transaction. */
export const createRecordFlow: Flow<RecordDraft, { record: Hex }> = {
  title: "Publishing your record",
  wallet: "Confirm the transaction that creates the record.",
  send: ({ sharing, context, account }, draft, watch) => {
    askToKeepData(sharing);
    return sharing.createRecord(context, account, { draft, ...watch });
  },
  verify: async ({ sharing, context, account }, ask, { record }) => {
    const opened = await sharing.openRecord(context, account, { record });
    if (opened.sections.length !== ask.sections.length) {
      throw new AppError("flow/not-seen", "The new record does not show yet.");
    }
  },
  stale: ({ account }) => [queryKeys.owned(account.address)],
  done: ({ title }) => `“${title}” is published.`,
};
