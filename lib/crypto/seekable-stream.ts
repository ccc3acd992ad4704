import { concatBytes } from "../bytes.ts";
import type { StreamKey } from "./content-keys.ts";
import type { SegmentCipher } from "./segment-cipher.ts";
import { decryptSegment, segmentCipher } from "./segment-cipher.ts";
import { StreamError } from "./stream-error.ts";
import type { ByteRange } from "./stream-geometry.ts";
import {
  ciphertextRange,
  HEADER_SIZE,
  plainSegmentStart,
  plaintextSize,
  segmentAt,
  segmentCount,
  segmentRange,
} from "./stream-geometry.ts";

/** Encrypted bytes that can be read anywhere. `read` answers exactly the bytes of the range. */
export type CiphertextSource = {
  size: number;
  read(range: ByteRange, signal?: AbortSignal): Promise<Uint8Array>;
};

/** An encrypted stream of which any range can be decrypted. `size` is that of the plaintext. */
export type SeekableStream = { size: number; source: CiphertextSource; cipher: SegmentCipher };

/**
 * Opens a stream for reading ranges. Reads the header only.
 *
 * @throws StreamError `stream/malformed`
 */
export async function openSeekable(
  streamKey: StreamKey,
  { source, signal }: { source: CiphertextSource; signal?: AbortSignal | undefined },
): Promise<SeekableStream> {
  const size = plaintextSize(source.size);
  const header = await readExactly(source, { start: 0, end: HEADER_SIZE, signal });
  return { size, source, cipher: await segmentCipher(streamKey, { header, usage: "decrypt" }) };
}

/**
 * Decrypts a range of plaintext, into one part for each segment that it touches: what a `Blob` or
 * a stream takes, without the copy that {@link decryptRange} makes. Reads these segments in one
 * read, and nothing else; all of them are authenticated before anything is returned. Long ranges
 * are better read in pieces of a few MiB.
 *
 * @throws StreamError `stream/out-of-range` for an empty range or one outside the stream;
 *   `stream/tampered`; `stream/malformed` if the source answers with another number of bytes
 */
export async function decryptRangeParts(
  { source, cipher, size }: SeekableStream,
  { signal, ...range }: ByteRange & { signal?: AbortSignal | undefined },
): Promise<Uint8Array[]> {
  const read = ciphertextRange(range, source.size);
  const ciphertext = await readExactly(source, { ...read, signal });
  const first = segmentAt(range.start);
  const lastOfStream = segmentCount(size) - 1;
  return Promise.all(
    Array.from({ length: segmentAt(range.end - 1) - first + 1 }, async (_, i) => {
      const number = first + i;
      const { start, end } = segmentRange(number, source.size);
      const plaintext = await decryptSegment(cipher, {
        number,
        last: number === lastOfStream,
        ciphertext: ciphertext.subarray(start - read.start, end - read.start),
      });
      const offset = plainSegmentStart(number);
      return plaintext.subarray(Math.max(0, range.start - offset), range.end - offset);
    }),
  );
}

/** Decrypts a range of plaintext into one array; see {@link decryptRangeParts}. */
export async function decryptRange(
  stream: SeekableStream,
  range: ByteRange & { signal?: AbortSignal | undefined },
): Promise<Uint8Array> {
  const parts = await decryptRangeParts(stream, range);
  return parts.length === 1 && parts[0] ? parts[0] : concatBytes(...parts);
}

async function readExactly(
  source: CiphertextSource,
  { signal, ...range }: ByteRange & { signal: AbortSignal | undefined },
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  const bytes = await source.read(range, signal);
  if (bytes.length !== range.end - range.start) {
    throw new StreamError("stream/malformed", "The encrypted data is incomplete.");
  }
  return bytes;
}
