"use client";

import { useState } from "react";
import type { OpenedFile } from "../../lib/sharing/index.ts";
import { copyOf, isCancellation, reportUnknown } from "../_text/errors.ts";
import { useToast } from "./use-toast.ts";
import { useWorld } from "./use-world.ts";

interface Download {
  /** Bytes decrypted so far; null when nothing is under way. */
  done: number | null;
  start: () => Promise<void>;
  cancel: () => void;
}

/** Fetches, checks and decrypts a file, then hands it to the browser to save. */
export function useDownload(file: OpenedFile): Download {
  const { sharing, context } = useWorld();
  const toast = useToast();
  const [running, setRunning] = useState<{ done: number; abort: AbortController } | null>(null);
  const start = async () => {
    const abort = new AbortController();
    setRunning({ done: 0, abort });
    try {
      const stream = sharing.readFile(context, file.handle, {
        signal: abort.signal,
        onProgress: (progress) =>
          progress.step === "decrypt" && setRunning({ done: progress.done, abort }),
      });
      // Never under its own media type: a page of HTML must not get to run as one of this site's.
      save(await collect(stream), file.name);
    } catch (error) {
      if (abort.signal.aborted || isCancellation(error)) toast("Cancelled.");
      else {
        reportUnknown(error);
        toast(`${file.name}: ${copyOf(error).title}`, "danger");
      }
    } finally {
      setRunning(null);
    }
  };
  return { done: running?.done ?? null, start, cancel: () => running?.abort.abort() };
}

/** Through a Response, so that the browser may keep what is large on disk instead of in memory. */
function collect(stream: ReadableStream<Uint8Array>): Promise<Blob> {
  const headers = { "content-type": "application/octet-stream" };
  return new Response(stream as ReadableStream<Uint8Array<ArrayBuffer>>, { headers }).blob();
}

/** How long the browser is given to begin saving, in milliseconds. */
const SAVING = 60_000;

function save(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), SAVING);
}
