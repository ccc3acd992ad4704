import type { StoreOptions } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import type { Watch } from "../progress.ts";
import type { FileHandle } from "./file-reader.ts";
import { openFileReader } from "./file-reader.ts";
import type { StreamReaders } from "./stream-reader.ts";

/**
 * A file's bytes, fetched, checked and decrypted as they are read, at constant memory. Only
 * authentic bytes come out. Whoever reads many files hands in `streams`, so that what they share is
 * fetched and decrypted once.
 *
 * The stream fails with StorageError, StreamError or SharingError `sharing/entry-invalid`.
 */
export function readFile(
  context: Pick<Context, "store">,
  handle: FileHandle,
  { signal, onProgress, streams }: Watch & { streams?: StreamReaders | undefined } = {},
): ReadableStream<Uint8Array> {
  const { name, size } = handle.file;
  let bytes: ReadableStreamDefaultReader<Uint8Array> | undefined;
  let passed = 0;
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        bytes ??= (await openFileReader(context, handle, { signal, streams }))
          .stream({ signal })
          .getReader();
        const { done, value } = await bytes.read();
        if (done) {
          controller.close();
          return;
        }
        passed += value.length;
        controller.enqueue(value);
        onProgress?.({ step: "decrypt", file: name, done: passed, total: size });
      },
      cancel: (reason) => bytes?.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}

/**
 * The bytes from `from` (included) to `to` (excluded, at most the size). Fetches and decrypts only
 * the blocks that they touch. For many ranges of one file, `openFileReader` fetches less.
 */
export async function readFileRange(
  context: Pick<Context, "store">,
  handle: FileHandle,
  { from, to, signal }: { from: number; to: number } & StoreOptions,
): Promise<Uint8Array> {
  if (from >= Math.min(to, handle.file.size)) return new Uint8Array();
  const reader = await openFileReader(context, handle, { signal });
  return reader.read(from, to, { signal });
}
