"use client";

import { Download } from "lucide-react";
import type { ComponentType } from "react";
import { lazy, Suspense, useState } from "react";
import type { OpenedFile } from "../../../lib/sharing/index.ts";
import { Button } from "../../_components/button.tsx";
import { Dialog } from "../../_components/dialog.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useDownload, useTransfer } from "../../_hooks/use-download.ts";
import { formatBytes } from "../../_text/format.ts";
import type { PreviewKind } from "./preview-kind.ts";
import { LARGEST, previewKindOf } from "./preview-kind.ts";
import { TooLarge } from "./too-large.tsx";
import { useContent } from "./use-content.ts";
import type { ViewProps } from "./view-props.ts";

/** Each loads when a file of its kind is first opened. */
const VIEWS: Readonly<
  Record<Exclude<PreviewKind, "audio" | "video" | "zip">, ComponentType<ViewProps>>
> = {
  image: lazy(() => import("./image-view.tsx").then(lazyOf("ImageView"))),
  pdf: lazy(() => import("./pdf-view.tsx").then(lazyOf("PdfView"))),
  dicom: lazy(() => import("./dicom-view.tsx").then(lazyOf("DicomView"))),
  markdown: lazy(() => import("./markdown-view.tsx").then(lazyOf("MarkdownView"))),
  csv: lazy(() => import("./csv-view.tsx").then(lazyOf("CsvView"))),
  json: lazy(() => import("./json-view.tsx").then(lazyOf("JsonView"))),
  html: lazy(() => import("./html-view.tsx").then(lazyOf("HtmlView"))),
  text: lazy(() => import("./text-view.tsx").then(lazyOf("TextView"))),
};
const PdfFileView = lazy(() => import("./pdf-view.tsx").then(lazyOf("PdfFileView")));
const ZipView = lazy(() => import("./zip-view.tsx").then(lazyOf("ZipView")));
const MediaView = lazy(() => import("./media-view.tsx").then(lazyOf("MediaView")));

interface PreviewDialogProps {
  file: OpenedFile;
  /** Tells it from all other files in the app. */
  id: string;
  onOpenChange: (open: boolean) => void;
}

/** Shows a file in the page. Nothing in it can run: each view says by what. */
export function PreviewDialog({ file: given, id, onOpenChange }: PreviewDialogProps) {
  // The record is read again and again while it is open: what is looked at must not begin anew.
  const [file] = useState(given);
  const { one } = useDownload();
  const isRunning = useTransfer(id) !== undefined;
  return (
    <Dialog
      open
      wide
      onOpenChange={onOpenChange}
      title={file.name}
      description={
        <span className="flex flex-wrap items-center gap-x-3 gap-y-1">
          {formatBytes(file.size)}
          <Button
            size="small"
            variant="quiet"
            icon={Download}
            busy={isRunning}
            aria-label={`Download ${file.name}`}
            onClick={() => one({ key: id, file })}
          >
            Download
          </Button>
        </span>
      }
    >
      <Suspense fallback={<Skeleton label="Opening the file" lines={6} />}>
        <Preview file={file} />
      </Suspense>
    </Dialog>
  );
}

function Preview({ file }: { file: OpenedFile }) {
  const kind = previewKindOf(file);
  // These are read in parts, whatever their size.
  if (kind === "pdf") return <PdfFileView file={file} />;
  if (kind === "zip") return <ZipView file={file} views={VIEWS} />;
  if (kind === "audio" || kind === "video") return <MediaView file={file} kind={kind} />;
  if (kind === null || file.size > LARGEST[kind]) return <TooLarge file={file} />;
  return <WholePreview file={file} kind={kind} />;
}

function WholePreview({ file, kind }: { file: OpenedFile; kind: keyof typeof VIEWS }) {
  const content = useContent(file);
  const View = VIEWS[kind];
  if (content.status === "failed") {
    return <ErrorNotice error={content.error} onRetry={content.retry} />;
  }
  if (content.status === "loading") {
    return <ProgressBar label={`Decrypting ${file.name}`} done={content.done} total={file.size} />;
  }
  return <View file={file} bytes={content.bytes} />;
}
