import {
  ciphertextSize,
  plainSegmentStart,
  SEGMENT_SIZE,
  segmentAt,
} from "../../crypto/stream-geometry.ts";
import { LEAF_BYTES } from "../../storage/unixfs-node.ts";

/*
 * Segments of the cipher and leaves of the stored file fit: four of one make one of the other
 * (protocol §7), so that a leaf can be encrypted and decrypted alone.
 */

export const SEGMENTS_A_LEAF = LEAF_BYTES / SEGMENT_SIZE;

/** Leaves of a stored stream with so many bytes of plaintext, padding included. */
export function leafCount(size: number): number {
  return Math.ceil(ciphertextSize(size) / LEAF_BYTES);
}

/** Which bytes of the plaintext are in a leaf, of a stream of `size` bytes. */
export function plainLeafRange(number: number, size: number): { start: number; end: number } {
  const start = plainSegmentStart(number * SEGMENTS_A_LEAF);
  return { start, end: Math.min(plainSegmentStart((number + 1) * SEGMENTS_A_LEAF), size) };
}

/** The leaf that holds a byte of plaintext. */
export function plainLeafAt(position: number): number {
  return Math.floor(segmentAt(position) / SEGMENTS_A_LEAF);
}

/** Bytes of a stored leaf, of a stream with `size` bytes of plaintext. */
export function storedLeafSize(number: number, size: number): number {
  return Math.min(LEAF_BYTES, ciphertextSize(size) - number * LEAF_BYTES);
}
