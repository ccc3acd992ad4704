import { freeBytes } from "../bytes.ts";
import type { StreamKey } from "./content-keys.ts";
import type { SegmentCipher } from "./segment-cipher.ts";
import { decryptSegment, encryptSegment, segmentCipher } from "./segment-cipher.ts";
import {
  ciphertextSize,
  HEADER_SIZE,
  plainSegmentSize,
  SEGMENT_SIZE,
  segmentCount,
  TAG_SIZE,
} from "./stream-geometry.ts";

/**
 * Encrypts a stream of known size in runs of segments, in any order and any number of times: for
 * uploads that go on where they stopped, and to see whether a stream is what some bytes encrypt to.
 *
 * Two plaintexts under one header must never both leave the device: they would share nonces.
 */
export interface StreamSealer {
  /** Salt and nonce prefix (`newStreamHeader`), with which the stream begins. */
  readonly header: Uint8Array;
  readonly cipher: SegmentCipher;
  /** Bytes of plaintext. */
  readonly size: number;
}

/** @throws StreamError `stream/malformed` for a wrong header, `stream/wrong-size` */
export async function streamSealer(
  streamKey: StreamKey,
  { header, size }: { header: Uint8Array; size: number },
): Promise<StreamSealer> {
  ciphertextSize(size);
  return { header, size, cipher: await segmentCipher(streamKey, { header, usage: "encrypt" }) };
}

/**
 * The ciphertext of the segments from `first` on that the plaintext fills; the header goes before
 * segment 0. All segments but the stream's last must be whole.
 */
export async function sealRun(
  { header, cipher, size }: StreamSealer,
  { first, plaintext }: { first: number; plaintext: Uint8Array },
): Promise<Uint8Array> {
  const lastOfStream = segmentCount(size) - 1;
  const segments: Promise<Uint8Array>[] = [];
  let number = first;
  let at = 0;
  do {
    const end = at + plainSegmentSize(number);
    const part = plaintext.subarray(at, end);
    const place = { number, last: number === lastOfStream };
    segments.push(encryptSegment(cipher, { ...place, plaintext: part }));
    number++;
    at = end;
  } while (at < plaintext.length);
  const start = first === 0 ? HEADER_SIZE : 0;
  const run = new Uint8Array(start + plaintext.length + segments.length * TAG_SIZE);
  if (first === 0) run.set(header);
  for (const [i, segment] of (await Promise.all(segments)).entries()) {
    run.set(segment, i === 0 ? start : i * SEGMENT_SIZE);
    freeBytes(segment);
  }
  return run;
}

/**
 * The plaintext of the segments from `first` on that the ciphertext holds, a part each. A run that
 * begins with segment 0 begins behind the header.
 *
 * @param size bytes of the whole stream's plaintext
 * @throws StreamError `stream/tampered`
 */
export async function openRun(
  cipher: SegmentCipher,
  { first, ciphertext, size }: { first: number; ciphertext: Uint8Array; size: number },
): Promise<Uint8Array[]> {
  const lastOfStream = segmentCount(size) - 1;
  const segments: Promise<Uint8Array>[] = [];
  let number = first;
  for (let at = 0; at < ciphertext.length; number++) {
    const end = at + plainSegmentSize(number) + TAG_SIZE;
    const part = ciphertext.subarray(at, end);
    const place = { number, last: number === lastOfStream };
    segments.push(decryptSegment(cipher, { ...place, ciphertext: part }));
    at = end;
  }
  return Promise.all(segments);
}
