"use client";

import { useEffect, useState } from "react";
import type { OpenedFile } from "../../../lib/sharing/index.ts";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { ProgressBar } from "../../_components/progress-bar.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useFileParts } from "../../_hooks/use-file-parts.ts";
import { serveRanges } from "./media-ranges.ts";
import { LARGEST, mediaTypeOf } from "./preview-kind.ts";
import { TooLarge } from "./too-large.tsx";
import { useBlobUrl, useContent } from "./use-content.ts";
import { ViewProblem } from "./view-problem.tsx";

interface MediaViewProps {
  file: OpenedFile;
  kind: "audio" | "video";
}

/**
 * Sound or moving pictures. Where the browser lets a worker of the site answer for ranges, only what is
 * played is fetched and decrypted; elsewhere the whole file, if it is not too large for memory.
 */
export function MediaView({ file, kind }: MediaViewProps) {
  const parts = useFileParts(file);
  const [url, setUrl] = useState<string | null | undefined>(undefined);
  const type = mediaTypeOf(file);
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const read = ({ from, to }: { from: number; to: number }) => parts.read(from, to);
    serveRanges({ size: parts.size, type, read }, signal).then(
      (served) => !signal.aborted && setUrl(served),
      () => !signal.aborted && setUrl(null),
    );
    return () => abort.abort();
  }, [parts, type]);
  if (url === undefined) return <Skeleton label="Preparing to play" />;
  if (url !== null) return <Player url={url} kind={kind} name={file.name} />;
  return file.size > LARGEST[kind] ? <TooLarge file={file} /> : <Whole file={file} kind={kind} />;
}

function Whole({ file, kind }: MediaViewProps) {
  const content = useContent(file);
  if (content.status === "failed") {
    return <ErrorNotice error={content.error} onRetry={content.retry} />;
  }
  if (content.status === "loading") {
    return <ProgressBar label={`Decrypting ${file.name}`} done={content.done} total={file.size} />;
  }
  return <WholePlayer file={file} kind={kind} bytes={content.bytes} />;
}

function WholePlayer({ file, kind, bytes }: MediaViewProps & { bytes: Uint8Array<ArrayBuffer> }) {
  const url = useBlobUrl(bytes, mediaTypeOf(file));
  return url === null ? null : <Player url={url} kind={kind} name={file.name} />;
}

function Player({ url, kind, name }: { url: string; kind: "audio" | "video"; name: string }) {
  const [isBroken, setBroken] = useState(false);
  if (isBroken) return <ViewProblem what={kind === "audio" ? "sound" : "a video"} />;
  const settings = {
    src: url,
    controls: true,
    preload: "metadata",
    "aria-label": name,
    onError: () => setBroken(true),
  } as const;
  return kind === "audio" ? (
    <audio {...settings} className="w-full" />
  ) : (
    <video {...settings} playsInline className="max-h-[70dvh] w-full rounded-control bg-black" />
  );
}
