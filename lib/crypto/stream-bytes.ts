import { concatBytes } from "../bytes.ts";
import type { StreamKey } from "./content-keys.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import { newStreamHeader, segmentCipher } from "./segment-cipher.ts";
import { openRun, sealRun, streamSealer } from "./segment-run.ts";
import { HEADER_SIZE, plaintextSize } from "./stream-geometry.ts";

/** Encrypts bytes that fit into memory, as one stream (protocol §7). */
export async function encryptBytes(
  streamKey: StreamKey,
  { plaintext, random = platformRandom }: { plaintext: Uint8Array; random?: Random },
): Promise<Uint8Array> {
  const header = newStreamHeader(random);
  const sealer = await streamSealer(streamKey, { header, size: plaintext.length });
  return sealRun(sealer, { first: 0, plaintext });
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
  const size = plaintextSize(ciphertext.length);
  const header = ciphertext.subarray(0, HEADER_SIZE);
  const cipher = await segmentCipher(streamKey, { header, usage: "decrypt" });
  const segments = ciphertext.subarray(HEADER_SIZE);
  return concatBytes(...(await openRun(cipher, { first: 0, ciphertext: segments, size })));
}
