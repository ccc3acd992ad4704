import type { Hex } from "viem";
import type { FileSource } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface PublishEntryAsk {
  record: Hex;
  section: number;
  message: string;
  files: FileSource[];
}

/** Adds an entry to a section, as the owner or as somebody who may write there. */
export const publishEntryFlow: Flow<PublishEntryAsk, { head: Hex }> = {
  title: "Publishing your entry",
  wallet: "Confirm the transaction that adds the entry.",
  send: ({ sharing, context, account }, { record, section, message, files }, watch) =>
    sharing.publishEntry(context, account, {
      record,
      section,
      draft: { message, files },
      ...watch,
    }),
  verify: async ({ sharing, context, account }, { record, section }, { head }) => {
    const opened = await sharing.openRecord(context, account, { record });
    const entries = opened.sections.find(({ index }) => index === section)?.entries ?? [];
    if (!entries.some((entry) => entry.head === head)) {
      throw new AppError("flow/not-seen", "The new entry does not show yet.");
    }
  },
  stale: (_, { record }) => [queryKeys.everyOpened, queryKeys.leases(record)],
  done: () => "Your entry is published.",
};
