import type { FileSource } from "./file-source.ts";

/** A file above this has a stream of its own. */
const OWN_STREAM_BYTES = 1024 * 1024;

/** A pack is closed when it has as much: small enough to be read as one, large enough to be few. */
const PACK_BYTES = 8 * 1024 * 1024;

/** A stream to be, of one large file or of several small ones. */
export interface PlannedStream {
  /** Bytes of its files together. */
  size: number;
  /** Numbers of its files in the draft, in the order in which they lie in it. */
  files: number[];
}

/**
 * Puts files into streams: large ones alone, small ones together in their order, so that a folder of
 * many files takes few blocks. Each is still readable alone, as a range.
 *
 * @param numbers which of them; by default all
 */
export function planStreams(
  sources: readonly Pick<FileSource, "size">[],
  numbers: Iterable<number> = sources.keys(),
): PlannedStream[] {
  const streams: PlannedStream[] = [];
  let pack: PlannedStream | null = null;
  for (const number of numbers) {
    const { size } = sources[number] as FileSource;
    if (size > OWN_STREAM_BYTES) {
      streams.push({ size, files: [number] });
      continue;
    }
    if (pack === null || pack.size >= PACK_BYTES) {
      pack = { size: 0, files: [] };
      streams.push(pack);
    }
    pack.files.push(number);
    pack.size += size;
  }
  return streams;
}
