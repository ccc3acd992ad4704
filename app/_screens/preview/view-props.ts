import type { OpenedFile } from "../../../lib/sharing/index.ts";

/** What shows a file that is whole in memory. */
export interface ViewProps {
  file: OpenedFile;
  bytes: Uint8Array<ArrayBuffer>;
}
