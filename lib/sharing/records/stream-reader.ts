import { concatBytes, equalBytes, freeBytes } from "../../bytes.ts";
import { padmeLength } from "../../crypto/padme.ts";
import { segmentCipher } from "../../crypto/segment-cipher.ts";
import { openRun } from "../../crypto/segment-run.ts";
import { HEADER_SIZE } from "../../crypto/stream-geometry.ts";
import { throwIfAborted } from "../../storage/errors.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { StoreOptions } from "../../storage/store.ts";
import { LEAF_BYTES } from "../../storage/unixfs-node.ts";
import type { UnixFsFile } from "../../storage/unixfs-reader.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import { plainLeafAt, plainLeafRange, SEGMENTS_A_LEAF } from "./leaves.ts";
import type { StreamHandle } from "./stream-handle.ts";
import { openStoredStream, streamKeyOf } from "./stream-handle.ts";

/** Leaves fetched and decrypted at a time. */
const IN_FLIGHT = 6;

/** Decrypted leaves (1 MiB) that a reader keeps, for reads of small parts side by side. */
const KEPT_LEAVES = 4;

/** Streams that stay open where the files of several are read in turn. */
const OPEN_STREAMS = 4;

/** A stream, of one file or of many, that is read in parts. What leads to its blocks is fetched once. */
export interface StreamReader {
  /**
   * The plaintext from `from` (included) to `to` (excluded), in parts, fetched a few leaves ahead of
   * whoever reads. With `keep`, leaves stay for the next range, and parts are views of them.
   *
   * @throws StorageError, `storage/aborted` for the signal; StreamError `stream/tampered`;
   *   SharingError `sharing/entry-invalid`
   */
  parts(
    range: { from: number; to: number; keep: boolean } & StoreOptions,
  ): AsyncGenerator<Uint8Array, void, undefined>;
}

/** Opens streams, and gives one that is open already where it is asked for again. */
export type StreamReaders = (handle: StreamHandle, options?: StoreOptions) => Promise<StreamReader>;

/** Streams for whoever reads many files of few streams; the few that were asked for last stay open. */
export function createStreamReaders(context: Pick<Context, "store">): StreamReaders {
  const open = new Map<StreamHandle, Promise<StreamReader>>();
  return (handle, options) => {
    const reader = open.get(handle) ?? openStreamReader(context, handle, options);
    // Asked for last, closed last.
    open.delete(handle);
    open.set(handle, reader);
    // What failed once may do the next time.
    reader.catch(() => open.get(handle) === reader && open.delete(handle));
    const oldest = open.keys().next();
    if (open.size > OPEN_STREAMS && !oldest.done) open.delete(oldest.value);
    return reader;
  };
}

/** @throws StorageError, `storage/malformed` if what is stored is not as long as the entry says */
export async function openStreamReader(
  context: Pick<Context, "store">,
  handle: StreamHandle,
  { signal }: StoreOptions = {},
): Promise<StreamReader> {
  const { header, size } = handle.stream;
  const padded = padmeLength(size);
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
    const segments = await openRun(cipher, {
      first: number * SEGMENTS_A_LEAF,
      ciphertext: isFirst ? leaf.subarray(HEADER_SIZE) : leaf,
      size: padded,
    });
    freeBytes(leaf);
    return segments;
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

  return {
    async *parts({ from, to, keep, signal: outer }) {
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
