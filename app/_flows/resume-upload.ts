import type { Hex } from "viem";
import type { FileSource, UnfinishedUpload } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface ResumeUploadAsk {
  upload: UnfinishedUpload;
  /** The files that are needed, chosen again. */
  sources: FileSource[];
}

/** Goes on with an upload that was stopped, and publishes what it was for. */
export const resumeUploadFlow: Flow<ResumeUploadAsk, { record: Hex; heads: Hex[] }> = {
  title: "Going on with your upload",
  wallet: "Confirm the transaction that publishes it.",
  send: ({ sharing, context, account }, { upload, sources }, watch) =>
    sharing.resumeUpload(context, account, { id: upload.id, sources, ...watch }),
  verify: async ({ sharing, context, account }, _, { record, heads }) => {
    const { sections } = await sharing.openRecord(context, account, { record });
    const shown = sections.flatMap(({ entries }) => entries.map(({ head }) => head));
    if (!heads.some((head) => shown.includes(head))) {
      throw new AppError("flow/not-seen", "The new entry does not show yet.");
    }
  },
  stale: ({ account }, { upload }) => [
    queryKeys.everyOpened,
    queryKeys.leases(upload.record),
    queryKeys.owned(account.address),
    queryKeys.uploads(account.address),
  ],
  done: () => "The upload is finished and published.",
};
