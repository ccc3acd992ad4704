import type { OpenedFile } from "../../../lib/sharing/index.ts";
import { Notice } from "../../_components/notice.tsx";
import { formatBytes } from "../../_text/format.ts";

/** Says that a file is not shown, because it would have to be held in memory. */
export function TooLarge({ file }: { file: OpenedFile }) {
  return (
    <Notice title="Too large to show here">
      <p>
        {file.name} has {formatBytes(file.size)}. Download it and open it on your device.
      </p>
    </Notice>
  );
}
