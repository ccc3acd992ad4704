import type { Hex } from "viem";
import type { FileSource } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface AddSectionAsk {
  record: Hex;
  title: string;
  description: string;
  message: string;
  files: FileSource[];
}

/** Adds a section, with a first entry, to a record of one's own. Nobody else may read it yet. */
export const addSectionFlow: Flow<AddSectionAsk, { section: number }> = {
  title: "Adding the section",
  wallet: "Confirm the transaction that adds the section.",
  send: ({ sharing, context, account }, { record, ...draft }, watch) =>
    sharing.addSection(context, account, { record, draft, ...watch }),
  verify: async ({ sharing, context, account }, { record }, { section }) => {
    const opened = await sharing.openRecord(context, account, { record });
    if (!opened.sections.some(({ index }) => index === section)) {
      throw new AppError("flow/not-seen", "The new section does not show yet.");
    }
  },
  stale: () => [queryKeys.everyOpened],
  done: ({ title }) => `The section “${title}” is added.`,
};
