import { makeZip } from "client-zip";
import type { Context } from "../context.ts";
import type { FileHandle } from "../records/file-reader.ts";
import { createStreamReaders } from "../records/stream-reader.ts";
import { beginFile } from "./begun-file.ts";
import { createNames, safePath } from "./file-names.ts";

/** A file to be put into a ZIP. */
export interface ZippedFile {
  /** Its path in the archive; folders are separated by `/`. */
  name: string;
  /** Bytes. */
  size: number;
  /** Unix milliseconds; null if unknown. */
  modified: number | null;
  handle: FileHandle;
}

/** Where it says what could not be had. */
const MISSING = "MISSING.txt";

/**
 * Files as a ZIP, decrypted one after the other as it is read. Names are made safe for every system
 * and given out once; folders stay. A file of which nothing can be had is left out and named in
 * `MISSING.txt` at the end; one that breaks off in the middle fails the stream.
 *
 * `onProgress` hears the bytes of files so far and how many files are missing.
 */
export function zipFiles(
  context: Context,
  files: readonly ZippedFile[],
  {
    signal,
    onProgress,
  }: {
    signal?: AbortSignal | undefined;
    onProgress?: ((progress: { done: number; missing: number }) => void) | undefined;
  } = {},
): ReadableStream<Uint8Array> {
  const streams = createStreamReaders(context);
  const progress = { done: 0, missing: 0 };
  const onBytes = (count: number) => {
    progress.done += count;
    onProgress?.({ ...progress });
  };

  async function* entries() {
    const nameOf = createNames();
    const lost: string[] = [];
    nameOf(MISSING);
    for (const { name, size, modified, handle } of files) {
      signal?.throwIfAborted();
      const path = nameOf(safePath(name, "file"));
      const input = await beginFile(context, handle, { signal, streams, onBytes });
      if (input === null) {
        lost.push(path);
        progress.missing++;
        onProgress?.({ ...progress });
        continue;
      }
      yield {
        name: path,
        size,
        input,
        ...(modified !== null && { lastModified: new Date(modified) }),
      };
    }
    if (lost.length === 0) return;
    const text = `These files could not be had from any storage:\n\n${lost.join("\n")}\n`;
    yield { name: MISSING, input: text };
  }

  return makeZip(entries(), { buffersAreUTF8: true });
}
