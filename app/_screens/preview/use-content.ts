"use client";

import { useEffect, useState } from "react";
import type { OpenedFile } from "../../../lib/sharing/index.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { reportUnknown } from "../../_text/errors.ts";

export type Content =
  | { status: "loading"; done: number }
  | { status: "failed"; error: unknown; retry: () => void }
  | { status: "ready"; bytes: Uint8Array<ArrayBuffer> };

/** A file's bytes, decrypted into memory; forgotten with the component that shows them. */
export function useContent(file: OpenedFile): Content {
  const { sharing, context } = useWorld();
  const [attempt, setAttempt] = useState(0);
  const [content, setContent] = useState<Content>({ status: "loading", done: 0 });
  const { handle, size } = file;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another attempt reads it again
  useEffect(() => {
    const abort = new AbortController();
    const { signal } = abort;
    const read = async () => {
      setContent({ status: "loading", done: 0 });
      const bytes = new Uint8Array(size);
      let done = 0;
      const reader = sharing.readFile(context, handle, { signal }).getReader();
      for (let next = await reader.read(); !next.done; next = await reader.read()) {
        bytes.set(next.value, done);
        done += next.value.length;
        if (!signal.aborted) setContent({ status: "loading", done });
      }
      if (!signal.aborted) setContent({ status: "ready", bytes });
    };
    read().catch((error: unknown) => {
      if (signal.aborted) return;
      reportUnknown(error);
      setContent({ status: "failed", error, retry: () => setAttempt((it) => it + 1) });
    });
    return () => abort.abort();
  }, [sharing, context, handle, size, attempt]);
  return content;
}

/** An address of bytes inside of this page, under a media type of our choosing; null at first. */
export function useBlobUrl(bytes: Uint8Array<ArrayBuffer>, type: string): string | null {
  const [url, setUrl] = useState<string | null>(null);
  useEffect(() => {
    const made = URL.createObjectURL(new Blob([bytes], { type }));
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [bytes, type]);
  return url;
}
