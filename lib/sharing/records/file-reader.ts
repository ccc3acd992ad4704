import { concatBytes } from "../../bytes.ts";
import type { BodyFile } from "../../crypto/file-list.ts";
import { StorageError } from "../../storage/errors.ts";
import type { StoreOptions } from "../../storage/store.ts";
import { LEAF_BYTES } from "../../storage/unixfs-node.ts";
import type { Context } from "../context.ts";
import type { StreamHandle } from "./stream-handle.ts";
import type { StreamReaders } from "./stream-reader.ts";
import { openStreamReader } from "./stream-reader.ts";

/** A file of an entry that was opened. */
export interface FileHandle {
  readonly file: BodyFile;
  /** The stream that holds it, shared by all files of a pack. */
  readonly stream: StreamHandle;
}

/**
 * A file that is read in parts. What leads to its blocks is fetched once; a part then costs the
 * blocks that it touches.
 */
export interface FileReader {
  /** Bytes. */
  readonly size: number;
  /**
   * The bytes from `from` (included) to `to` (excluded, at most the size); none where there are
   * none.
   *
   * @throws StorageError, `storage/aborted` for the signal; StreamError `stream/tampered`;
   *   SharingError `sharing/entry-invalid`
   */
  read(from: number, to: number, options?: StoreOptions): Promise<Uint8Array>;
  /**
   * The bytes from a place on, fetched a few blocks ahead of whoever reads, at constant memory. The
   * stream fails as {@link FileReader.read} does.
   */
  stream(range?: { from?: number; to?: number } & StoreOptions): ReadableStream<Uint8Array>;
}

/**
 * Opens a file for reading parts of it; where `streams` are given, by a stream that may be open already.
 *
 * @throws StorageError, `storage/malformed` if what is stored is not as long as the entry says
 */
export async function openFileReader(
  context: Pick<Context, "store">,
  { file, stream: handle }: FileHandle,
  { signal, streams }: StoreOptions & { streams?: StreamReaders | undefined } = {},
): Promise<FileReader> {
  const open: StreamReaders = streams ?? ((...asked) => openStreamReader(context, ...asked));
  const { parts } = await open(handle, { signal });
  // The next of many small files is likely in the same leaf.
  const isSmall = streams !== undefined && file.size < LEAF_BYTES;

  async function* owned(range: { from: number; to: number } & StoreOptions) {
    for await (const part of parts({ ...range, keep: isSmall })) {
      // A stream's chunks belong to whoever reads them.
      yield isSmall ? part.slice() : part;
    }
  }

  /** Where a range of the file lies in the stream. */
  function placeOf({ from = 0, to = file.size }: { from?: number; to?: number }) {
    const end = Math.min(to, file.size);
    if (!(Number.isSafeInteger(from) && Number.isSafeInteger(end) && from >= 0)) {
      throw new StorageError("bad-range", `The file has no bytes ${from} to ${to}.`);
    }
    return { from: file.offset + from, to: file.offset + Math.max(from, end) };
  }

  return {
    size: file.size,

    async read(from, to, options = {}) {
      const range = placeOf({ from, to });
      const found: Uint8Array[] = [];
      for await (const part of parts({ ...range, ...options, keep: true })) found.push(part);
      return concatBytes(...found);
    },

    stream({ signal: streamSignal, ...range } = {}) {
      const chunks = owned({ ...placeOf(range), signal: streamSignal });
      return new ReadableStream<Uint8Array>(
        {
          async pull(controller) {
            const next = await chunks.next();
            if (next.done) controller.close();
            else controller.enqueue(next.value);
          },
          async cancel() {
            await chunks.return();
          },
        },
        { highWaterMark: 0 },
      );
    },
  };
}
