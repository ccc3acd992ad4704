import { plainSegmentStart, segmentAt } from "../../crypto/stream-geometry.ts";
import { mapInOrder } from "../../storage/pool.ts";
import { readStream } from "../../storage/stream.ts";
import { SharingError } from "../errors.ts";

/** A file to be shared. A browser's `File` is one. */
export interface FileSource {
  readonly name: string;
  /** Media type; empty if it is not known. */
  readonly type: string;
  /** Bytes. */
  readonly size: number;
  /** Unix milliseconds. */
  readonly lastModified?: number | undefined;
  stream(): ReadableStream<Uint8Array>;
  /**
   * Parts of it. Reading them is faster, and an upload that goes on can leave out what it has. The
   * bytes belong to whoever reads them, who may free them.
   */
  slice?(from: number, to: number): { arrayBuffer(): Promise<ArrayBuffer> };
}

/**
 * Segments read at a time, 4 MiB: large reads are the fast ones. They end where segments of a stream
 * of that one file end, so that nothing has to be put together.
 */
const READ_SEGMENTS = 16;

/** Small files read at a time, in bytes each at most. */
const SMALL_BYTES = 1024 * 1024;
const SMALL_IN_FLIGHT = 8;

/** Bytes of a file. */
export interface Chunk {
  bytes: Uint8Array;
  /** Whether nobody else has them. */
  isOwn: boolean;
}

/**
 * The bytes of files, one after the other, from a place on. Chunks are large where the files are.
 *
 * @throws SharingError `sharing/file-changed` if one cannot be read, or is not as long as it said
 */
export async function* readSources(
  sources: readonly FileSource[],
  from = 0,
): AsyncGenerator<Chunk, void, undefined> {
  let start = 0;
  const parts: Part[] = [];
  for (const source of sources) {
    const skip = Math.max(0, from - start);
    if (skip < source.size || source.size === 0) parts.push(...cut(source, skip));
    start += source.size;
  }
  // Parts of a large file come one ahead of what is worked on; small files are read together.
  const limit = parts.every(({ whole }) => whole) ? SMALL_IN_FLIGHT : 2;
  for await (const bytes of mapInOrder(parts, { limit, work: (part) => part.read() })) {
    if (bytes instanceof Uint8Array) yield { bytes, isOwn: true };
    else for await (const some of bytes) yield { bytes: some, isOwn: false };
  }
}

interface Part {
  /** Whether it is a small file. */
  readonly whole: boolean;
  read(): Promise<Uint8Array | AsyncIterable<Uint8Array>>;
}

function cut(source: FileSource, skip: number): Part[] {
  if (source.slice === undefined) {
    return [{ whole: false, read: async () => streamed(source, skip) }];
  }
  const whole = source.size <= SMALL_BYTES;
  const parts: Part[] = [];
  for (let at = skip; at < source.size; ) {
    const from = at;
    const read = Math.floor(segmentAt(from) / READ_SEGMENTS) + 1;
    const end = Math.min(plainSegmentStart(read * READ_SEGMENTS), source.size);
    parts.push({ whole, read: () => sliced(source, from, end) });
    at = end;
  }
  return parts;
}

async function sliced(source: FileSource, from: number, to: number): Promise<Uint8Array> {
  const bytes = await source
    .slice?.(from, to)
    .arrayBuffer()
    .catch((error: unknown) => {
      throw changed(source, error);
    });
  if (bytes?.byteLength !== to - from) throw changed(source);
  return new Uint8Array(bytes);
}

/** A source that cannot be cut is read from its beginning. */
async function* streamed(source: FileSource, skip: number): AsyncGenerator<Uint8Array> {
  let passed = 0;
  const chunks = readStream(source.stream());
  try {
    for (;;) {
      const next = await chunks.next().catch((error: unknown) => {
        throw changed(source, error);
      });
      if (next.done) break;
      const { value } = next;
      const before = passed;
      passed += value.length;
      if (passed > source.size) throw changed(source);
      if (passed > skip) yield value.subarray(Math.max(0, skip - before));
    }
  } finally {
    await chunks.return();
  }
  if (passed !== source.size) throw changed(source);
}

/** What is thrown where a file is not what it said, or what it was. */
export function changed({ name }: Pick<FileSource, "name">, cause?: unknown): SharingError {
  return new SharingError("sharing/file-changed", `“${name}” changed or cannot be read.`, {
    cause,
  });
}
