"use client";

import { Download, Eye, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { OpenedFile } from "../../../lib/sharing/index.ts";
import { Button, IconButton } from "../../_components/button.tsx";
import { FileIcon } from "../../_components/file-icon.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { useDownload } from "../../_hooks/use-download.ts";
import { formatBytes } from "../../_text/format.ts";
import { previewKindOf } from "../preview/preview-kind.ts";

const PreviewDialog = lazy(() =>
  import("../preview/preview-dialog.tsx").then(lazyOf("PreviewDialog")),
);

/** A file of an entry: its name, its size, and the ways to look at it and to download it. */
export function FileRow({ file }: { file: OpenedFile }) {
  const { done, start, cancel } = useDownload(file);
  const [isShown, setShown] = useState(false);
  return (
    <li className="flex flex-wrap items-center gap-x-3 py-1.5 pr-2 pl-3.5">
      <FileIcon mediaType={file.mediaType} />
      <span className="min-w-0 flex-1 py-1 text-small">
        <span className="font-semibold">{file.name}</span>{" "}
        <span className="whitespace-nowrap text-muted">{formatBytes(file.size)}</span>
      </span>
      {previewKindOf(file) !== null && (
        <Button
          size="small"
          variant="quiet"
          icon={Eye}
          aria-label={`Open ${file.name}`}
          onClick={() => setShown(true)}
        >
          <span className="max-sm:sr-only">Open</span>
        </Button>
      )}
      {done === null ? (
        <Button
          size="small"
          variant="quiet"
          icon={Download}
          aria-label={`Download ${file.name}`}
          onClick={start}
        >
          <span className="max-sm:sr-only">Download</span>
        </Button>
      ) : (
        <IconButton label={`Cancel download of ${file.name}`} icon={X} onClick={cancel} />
      )}
      {done !== null && (
        <div className="basis-full py-1 pr-1.5">
          <ProgressBar label={`Decrypting ${file.name}`} done={done} total={file.size} />
        </div>
      )}
      <Suspense>{isShown && <PreviewDialog file={file} onOpenChange={setShown} />}</Suspense>
    </li>
  );
}
