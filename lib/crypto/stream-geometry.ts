import { StreamError } from "./stream-error.ts";

/*
 * Where things lie in an encrypted stream (protocol §7):
 *
 *   header (40) | segment 0 | segment 1 | …
 *
 * Header and segment 0 together have the size of one ciphertext segment; the last may be shorter.
 */

/** Bytes of a ciphertext segment, tag included; of the first one together with the header. */
export const SEGMENT_SIZE = 262_144;

/** Bytes of the header: its length, salt and nonce prefix. */
export const HEADER_SIZE = 40;

/** Bytes of a segment's authentication tag. */
export const TAG_SIZE = 16;

const PLAIN_SEGMENT_SIZE = SEGMENT_SIZE - TAG_SIZE;
const MAX_SEGMENTS = 2 ** 32;

/** Bytes of plaintext in a segment that is not the last. */
export function plainSegmentSize(number: number): number {
  return number === 0 ? PLAIN_SEGMENT_SIZE - HEADER_SIZE : PLAIN_SEGMENT_SIZE;
}

/** Segments of a stream with so many bytes of plaintext; at least one. */
export function segmentCount(plaintextSize: number): number {
  return Math.ceil((plaintextSize + HEADER_SIZE) / PLAIN_SEGMENT_SIZE);
}

/**
 * Bytes of the encrypted stream of so many bytes of plaintext.
 *
 * @throws StreamError `stream/wrong-size` for a size that no stream can have
 */
export function ciphertextSize(plaintextSize: number): number {
  const segments = segmentCount(plaintextSize);
  if (!Number.isSafeInteger(plaintextSize) || plaintextSize < 0 || segments > MAX_SEGMENTS) {
    throw new StreamError("stream/wrong-size", "No stream has this size.");
  }
  return HEADER_SIZE + plaintextSize + segments * TAG_SIZE;
}

/**
 * Bytes of plaintext in an encrypted stream of so many bytes.
 *
 * @throws StreamError `stream/malformed` for a size that no stream has
 */
export function plaintextSize(size: number): number {
  const plain = size - HEADER_SIZE - Math.ceil(size / SEGMENT_SIZE) * TAG_SIZE;
  if (!Number.isSafeInteger(size) || plain < 0 || ciphertextSize(plain) !== size) {
    throw new StreamError("stream/malformed", "The encrypted data is incomplete.");
  }
  return plain;
}

/** Where a segment's plaintext begins. */
export function plainSegmentStart(number: number): number {
  return number === 0 ? 0 : number * PLAIN_SEGMENT_SIZE - HEADER_SIZE;
}

/** The segment that holds a byte of plaintext. */
export function segmentAt(position: number): number {
  return Math.floor((position + HEADER_SIZE) / PLAIN_SEGMENT_SIZE);
}
