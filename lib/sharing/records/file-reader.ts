import { concatBytes, equalBytes } from "../../bytes.ts";
import type { BodyFile } from "../../crypto/file-list.ts";
import { padmeLength } from "../../crypto/padme.ts";
import { segmentCipher } from "../../crypto/segment-cipher.ts";
import { openRun } from "../../crypto/segment-run.ts";
import { HEADER_SIZE } from "../../crypto/stream-geometry.ts";
import { StorageError, throwIfAborted } from "../../storage/errors.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { StoreOptions } from "../../storage/store.ts";
import { LEAF_BYTES } from "../../storage/unixfs-node.ts";
import type { UnixFsFile } from "../../storage/unixfs-reader.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import { plainLeafAt, plainLeafRange, SEGMENTS_A_LEAF } from "./leaves.ts";
import type { StreamHandle } from "./stream-handle.ts";
import { openStoredStream, streamKeyOf } from "./stream-handle.ts";

/** A file of an entry that was opened. */
export interface FileHandle {
  readonly file: BodyFile;
  /** The stream that holds it, shared by all files of a pack. */
  readonly stream: StreamHandle;
}

/** Leaves fetched and decrypted at a time. */
const IN_FLIGHT = 8;

/** Decrypted leaves (1 MiB) that a reader keeps, for reads of small parts side by side. */
const KEPT_LEAVES = 4;

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
 * Opens a file for reading parts of it.
 *
 * @throws StorageError, `storage/malformed` if what is stored is not as long as the entry says
 */
export async function openFileReader(
  context: Pick<Context, "store">,
  { file, stream: handle }: FileHandle,
  { signal }: StoreOptions = {},
): Promise<FileReader> {
  const { header, size: streamSize } = handle.stream;
  const padded = padmeLength(streamSize);
  const [dag, cipher] = await Promise.all([
    openStoredStream(context, handle, { signal }),
    segmentCipher(streamKeyOf(handle), { header, usage: "decrypt" }),
  ]);
  const kept = new Map<number, Uint8Array[]>();

  async function decryptLeaf(number: number, leafSignal: AbortSignal | undefined) {
    const leaf = await leafOf(dag, { number, signal: leafSignal });
    const isFirst = number === 0;
    // The copy in the body is what counts; nobody else's reader may see another stream than this.
    if (isFirst && !equalBytes(leaf.subarray(0, HEADER_SIZE), header)) throw notAsSaid();
    return openRun(cipher, {
      first: number * SEGMENTS_A_LEAF,
      ciphertext: isFirst ? leaf.subarray(HEADER_SIZE) : leaf,
      size: padded,
    });
  }

  async function leafParts(number: number, options: StoreOptions & { keep: boolean }) {
    const present = kept.get(number);
    if (!options.keep && present) return present.map((part) => part.slice());
    const parts = present ?? (await decryptLeaf(number, options.signal));
    if (!options.keep) return parts;
    // Read last, forgotten last.
    kept.delete(number);
    kept.set(number, parts);
    const oldest = kept.keys().next();
    if (kept.size > KEPT_LEAVES && !oldest.done) kept.delete(oldest.value);
    return parts;
  }

  /** A range of the stream, in parts that may be views of what is kept. */
  async function* parts(
    range: { from: number; to: number; keep: boolean } & StoreOptions,
  ): AsyncGenerator<Uint8Array, void, undefined> {
    const { from, to, keep, signal: outer } = range;
    const stop = new AbortController();
    const ended = outer ? AbortSignal.any([outer, stop.signal]) : stop.signal;
    const first = plainLeafAt(from);
    const count = from < to ? plainLeafAt(to - 1) - first + 1 : 0;
    const numbers = Array.from({ length: count }, (_, i) => first + i);
    const work = async (number: number) => {
      throwIfAborted(outer);
      return { number, segments: await leafParts(number, { signal: ended, keep }) };
    };
    try {
      for await (const leaf of mapInOrder(numbers, { limit: IN_FLIGHT, work })) {
        throwIfAborted(outer);
        let { start } = plainLeafRange(leaf.number, padded);
        for (const segment of leaf.segments) {
          const part = segment.subarray(Math.max(0, from - start), Math.max(0, to - start));
          start += segment.length;
          if (part.length > 0) yield part;
        }
      }
    } finally {
      stop.abort();
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
      // A stream's chunks belong to whoever reads them, so they are not kept.
      const chunks = parts({ ...placeOf(range), signal: streamSignal, keep: false });
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

async function leafOf(
  dag: UnixFsFile,
  { number, signal }: { number: number } & StoreOptions,
): Promise<Uint8Array> {
  const from = number * LEAF_BYTES;
  const parts: Uint8Array[] = [];
  for await (const part of dag.read({ from, to: from + LEAF_BYTES, signal })) parts.push(part);
  return parts.length === 1 && parts[0] ? parts[0] : concatBytes(...parts);
}

function notAsSaid(): SharingError {
  return new SharingError("sharing/entry-invalid", "A file is not as its entry says.");
}
