import type { OpenedFile } from "../../../lib/sharing/index.ts";

/** What shows a file that is whole in memory. */
export interface ViewProps {
  /** Its name and type; what is in an archive has no more. */
  file: Pick<OpenedFile, "name" | "mediaType">;
  bytes: Uint8Array<ArrayBuffer>;
}
