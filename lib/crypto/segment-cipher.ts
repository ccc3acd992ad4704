import { concatBytes } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import type { StreamKey } from "./content-keys.ts";
import { hkdf } from "./kdf.ts";
import { SECRET_SIZE } from "./limits.ts";
import type { Random } from "./random.ts";
import { StreamError } from "./stream-error.ts";
import { HEADER_SIZE } from "./stream-geometry.ts";
import { importAesKey, webBytes } from "./web-crypto.ts";

/*
 * The AES-GCM-HKDF streaming format of Google Tink, segment by segment:
 * https://developers.google.com/tink/streaming-aead/aes_gcm_hkdf_streaming
 */

const PREFIX_SIZE = 7;

/** What encrypts or decrypts the segments of one stream. It may be sent to a worker. */
export type SegmentCipher = { key: CryptoKey; prefix: Uint8Array };

/** A segment's number in its stream, and whether it is the last. */
export type SegmentPlace = { number: number; last: boolean };

/** Draws salt and nonce prefix of a new stream, and writes its header (40 bytes). */
export function newStreamHeader(random: Random): Uint8Array {
  return concatBytes(Uint8Array.of(HEADER_SIZE), random(SECRET_SIZE), random(PREFIX_SIZE));
}

/**
 * Derives a stream's cipher from its key and header.
 *
 * @throws StreamError `stream/malformed` for anything else than a header
 */
export async function segmentCipher(
  streamKey: StreamKey,
  { header, usage }: { header: Uint8Array; usage: "encrypt" | "decrypt" },
): Promise<SegmentCipher> {
  requireLength(streamKey.key, SECRET_SIZE, "stream key");
  if (header.length !== HEADER_SIZE || header[0] !== HEADER_SIZE) {
    throw new StreamError("stream/malformed", "This is not an encrypted stream.");
  }
  const salt = header.slice(1, 1 + SECRET_SIZE);
  const segmentKey = hkdf({ ikm: streamKey.key, salt, info: [streamKey.associatedData] });
  const key = await importAesKey(segmentKey, usage);
  segmentKey.fill(0);
  return { key, prefix: header.slice(1 + SECRET_SIZE) };
}

/** Encrypts a segment; the tag follows the ciphertext. */
export async function encryptSegment(
  cipher: SegmentCipher,
  { plaintext, ...place }: SegmentPlace & { plaintext: Uint8Array },
): Promise<Uint8Array> {
  const algorithm = { name: "AES-GCM", iv: nonce(cipher, place) };
  return new Uint8Array(await crypto.subtle.encrypt(algorithm, cipher.key, webBytes(plaintext)));
}

/**
 * Decrypts a segment.
 *
 * @throws StreamError `stream/tampered`
 */
export async function decryptSegment(
  cipher: SegmentCipher,
  { ciphertext, ...place }: SegmentPlace & { ciphertext: Uint8Array },
): Promise<Uint8Array> {
  const algorithm = { name: "AES-GCM", iv: nonce(cipher, place) };
  try {
    return new Uint8Array(await crypto.subtle.decrypt(algorithm, cipher.key, webBytes(ciphertext)));
  } catch (cause) {
    throw new StreamError(
      "stream/tampered",
      "The data was changed, or is not what this key opens.",
      {
        cause,
      },
    );
  }
}

/** prefix ‖ u32 number ‖ u8 last */
function nonce({ prefix }: SegmentCipher, { number, last }: SegmentPlace): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(PREFIX_SIZE + 4 + 1);
  bytes.set(prefix);
  new DataView(bytes.buffer).setUint32(PREFIX_SIZE, number);
  bytes[PREFIX_SIZE + 4] = last ? 1 : 0;
  return bytes;
}
