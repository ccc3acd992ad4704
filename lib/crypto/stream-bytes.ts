import { concatBytes } from "../bytes.ts";
import type { StreamKey } from "./content-keys.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import {
  decryptSegment,
  encryptSegment,
  newStreamHeader,
  segmentCipher,
} from "./segment-cipher.ts";
import {
  HEADER_SIZE,
  plainSegmentSize,
  plainSegmentStart,
  plaintextSize,
  segmentCount,
  segmentRange,
} from "./stream-geometry.ts";

/** Encrypts bytes that fit into memory, into the same format as `encryptStream`. */
export async function encryptBytes(
  streamKey: StreamKey,
  { plaintext, random = platformRandom }: { plaintext: Uint8Array; random?: Random },
): Promise<Uint8Array> {
  const header = newStreamHeader(random);
  const cipher = await segmentCipher(streamKey, { header, usage: "encrypt" });
  const count = segmentCount(plaintext.length);
  const segments = await Promise.all(
    Array.from({ length: count }, (_, number) => {
      const start = plainSegmentStart(number);
      const part = plaintext.subarray(start, start + plainSegmentSize(number));
      return encryptSegment(cipher, { number, last: number === count - 1, plaintext: part });
    }),
  );
  return concatBytes(header, ...segments);
}

/**
 * Decrypts a whole stream that fits into memory.
 *
 * @throws StreamError `stream/tampered`, `stream/malformed`
 */
export async function decryptBytes(
  streamKey: StreamKey,
  ciphertext: Uint8Array,
): Promise<Uint8Array> {
  const count = segmentCount(plaintextSize(ciphertext.length));
  const header = ciphertext.subarray(0, HEADER_SIZE);
  const cipher = await segmentCipher(streamKey, { header, usage: "decrypt" });
  const segments = await Promise.all(
    Array.from({ length: count }, (_, number) => {
      const { start, end } = segmentRange(number, ciphertext.length);
      const part = ciphertext.subarray(start, end);
      return decryptSegment(cipher, { number, last: number === count - 1, ciphertext: part });
    }),
  );
  return concatBytes(...segments);
}
