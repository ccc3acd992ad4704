import * as z from "zod/mini";
import { blockFormat, decodeBlock, encodeBlock, streamLink, uint } from "./block-codec.ts";
import type { StreamKey } from "./content-keys.ts";
import { padBlock, unpadBlock } from "./padded-block.ts";
import type { Random } from "./random.ts";
import { decryptBytes, encryptBytes } from "./stream-bytes.ts";

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

/** A body's plaintext, padded. */
export function encodeBody(body: Omit<Body, "v" | "type">): Uint8Array {
  return padBlock(encodeBlock(format, { v: 1, type: "body", ...body }).bytes);
}

/** @throws CryptoError as `decodeBlock` does, and `crypto/malformed` for other padding */
export function decodeBody(plaintext: Uint8Array): Body {
  return decodeBlock(format, unpadBlock(plaintext));
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
