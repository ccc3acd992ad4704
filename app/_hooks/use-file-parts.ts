"use client";

import { useEffect, useMemo } from "react";
import type { FileReader, OpenedFile } from "../../lib/sharing/index.ts";
import { useWorld } from "./use-world.ts";

interface FileParts {
  size: number;
  read: (from: number, to: number) => Promise<Uint8Array>;
}

/**
 * A file to be read in parts: what leads to its blocks is fetched once, with the first part. Ends with
 * the component.
 */
export function useFileParts({ handle, size }: OpenedFile): FileParts {
  const { sharing, context } = useWorld();
  const { parts, abort } = useMemo(() => {
    const ended = new AbortController();
    const { signal } = ended;
    let opening: Promise<FileReader> | null = null;
    const open = () => {
      opening ??= sharing.openFileReader(context, handle, { signal });
      // What failed once may do the next time.
      opening.catch(() => {
        opening = null;
      });
      return opening;
    };
    const read = async (from: number, to: number) => (await open()).read(from, to, { signal });
    return { parts: { size, read }, abort: ended };
  }, [sharing, context, handle, size]);
  useEffect(() => {
    const { signal } = abort;
    return () => {
      // Not at once: in development, React takes a component away and brings it back.
      setTimeout(() => signal.aborted || abort.abort(), 1_000);
    };
  }, [abort]);
  return parts;
}
