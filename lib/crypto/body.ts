import * as z from "zod/mini";
import { uintBytes } from "../bytes.ts";
import { blockFormat, decodeBlock, encodeBlock, streamLink, uint } from "./block-codec.ts";
import type { StreamKey } from "./content-keys.ts";
import { CryptoError } from "./errors.ts";
import { isZero, padmeLength } from "./padme.ts";
import type { Random } from "./random.ts";
import { decryptBytes, encryptBytes } from "./stream-bytes.ts";

const LENGTH_SIZE = 4;

const format = blockFormat("body", {
  title: z.string(),
  description: z.string(),
  message: z.string(),
  written: uint(Number.MAX_SAFE_INTEGER),
  files: z.array(
    z.strictObject({
      name: z.string(),
      mediaType: z.string(),
      size: uint(Number.MAX_SAFE_INTEGER),
      modified: z.nullable(z.int()),
      cid: streamLink,
    }),
  ),
});

/** What an entry says, visible to its readers only; times are unix milliseconds (protocol §7). */
export type Body = z.infer<typeof format>;

/** A file of an entry; `size` is without padding, `cid` that of its encrypted stream. */
export type BodyFile = Body["files"][number];

/** A body's plaintext: u32 length ‖ DAG-CBOR ‖ zeros up to the Padmé length. */
export function encodeBody(body: Omit<Body, "v" | "type">): Uint8Array {
  const encoded = encodeBlock(format, { v: 1, type: "body", ...body }).bytes;
  const plaintext = new Uint8Array(padmeLength(LENGTH_SIZE + encoded.length));
  plaintext.set(uintBytes(encoded.length, LENGTH_SIZE));
  plaintext.set(encoded, LENGTH_SIZE);
  return plaintext;
}

/** @throws CryptoError as `decodeBlock` does, and `crypto/malformed` for other padding */
export function decodeBody(plaintext: Uint8Array): Body {
  const view = new DataView(plaintext.buffer, plaintext.byteOffset, plaintext.byteLength);
  const length = plaintext.length < LENGTH_SIZE ? 0 : view.getUint32(0);
  const end = LENGTH_SIZE + length;
  if (padmeLength(end) !== plaintext.length || !isZero(plaintext.subarray(end))) {
    throw new CryptoError("crypto/malformed", "This is not a body.");
  }
  return decodeBlock(format, plaintext.subarray(LENGTH_SIZE, end));
}

/** Encodes and encrypts a body. */
export async function sealBody(
  body: Omit<Body, "v" | "type">,
  { streamKey, random }: { streamKey: StreamKey; random?: Random },
): Promise<Uint8Array> {
  return encryptBytes(streamKey, { plaintext: encodeBody(body), ...(random && { random }) });
}

/**
 * Decrypts and decodes a body.
 *
 * @throws StreamError `stream/tampered`, `stream/malformed`; CryptoError as {@link decodeBody}
 */
export async function openBody(ciphertext: Uint8Array, streamKey: StreamKey): Promise<Body> {
  return decodeBody(await decryptBytes(streamKey, ciphertext));
}
