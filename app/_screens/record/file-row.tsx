"use client";

import { Download, Eye, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import type { OpenedFile } from "../../../lib/sharing/index.ts";
import { Button, IconButton } from "../../_components/button.tsx";
import { FileIcon } from "../../_components/file-icon.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import type { RowPlace } from "../../_components/list-props.ts";
import { useDownload, useTransfer } from "../../_hooks/use-download.ts";
import { formatBytes } from "../../_text/format.ts";
import { previewKindOf } from "../preview/preview-kind.ts";
import { indent } from "./folder-row.tsx";

const PreviewDialog = lazy(() =>
  import("../preview/preview-dialog.tsx").then(lazyOf("PreviewDialog")),
);

interface FileRowProps {
  file: OpenedFile;
  /** As it is called here: without the folders that stand above it. */
  name: string;
  depth: number;
  /** Tells it from all other files in the app. */
  id: string;
  place: RowPlace;
  /** Null while nothing is being chosen. */
  chosen: boolean | null;
  onChoose: () => void;
}

/** A file of an entry: its name, its size, and the ways to look at it and to download it. */
export function FileRow({ file, name, depth, id, place, chosen, onChoose }: FileRowProps) {
  const [isShown, setShown] = useState(false);
  const size = <span className="whitespace-nowrap text-muted">{formatBytes(file.size)}</span>;
  return (
    <li
      {...place}
      className="flex flex-wrap items-center gap-x-3 border-line py-1.5 pr-2"
      style={{ ...place.style, paddingLeft: indent(depth) }}
    >
      {chosen === null ? (
        <>
          <FileIcon mediaType={file.mediaType} />
          <span className="min-w-0 flex-1 py-1 text-small">
            <span className="font-semibold">{name}</span> {size}
          </span>
        </>
      ) : (
        <label className="flex min-w-0 flex-1 cursor-pointer items-center gap-3 py-1 text-small">
          <input
            type="checkbox"
            className="size-4.5 shrink-0"
            checked={chosen}
            onChange={onChoose}
          />
          <span className="min-w-0">
            <span className="font-semibold">{name}</span> {size}
          </span>
        </label>
      )}
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
      <DownloadButton file={file} id={id} />
      <Suspense>
        {isShown && <PreviewDialog file={file} id={id} onOpenChange={setShown} />}
      </Suspense>
    </li>
  );
}

function DownloadButton({ file, id }: { file: OpenedFile; id: string }) {
  const { one } = useDownload();
  const transfer = useTransfer(id);
  if (transfer !== undefined) {
    return (
      <IconButton label={`Stop downloading ${file.name}`} icon={X} onClick={transfer.cancel} />
    );
  }
  return (
    <Button
      size="small"
      variant="quiet"
      icon={Download}
      aria-label={`Download ${file.name}`}
      onClick={() => one({ key: id, file })}
    >
      <span className="max-sm:sr-only">Download</span>
    </Button>
  );
}
