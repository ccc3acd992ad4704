import { hkdf as nobleHkdf } from "@noble/hashes/hkdf.js";
import { hmac as nobleHmac } from "@noble/hashes/hmac.js";
import { sha256 } from "@noble/hashes/sha2.js";
import { concatBytes } from "../bytes.ts";

/** What a key is derived from: RFC 5869's input keying material, salt and info. */
export type HkdfInput = { ikm: Uint8Array; salt?: Uint8Array; info: readonly Uint8Array[] };

/** `HKDF` of protocol §1: HKDF-SHA256 (RFC 5869), 32 bytes. The parts of `info` are concatenated. */
export function hkdf(input: HkdfInput): Uint8Array {
  return nobleHkdf(
    sha256,
    input.ikm,
    input.salt ?? new Uint8Array(),
    concatBytes(...input.info),
    32,
  );
}

/** `HMAC` of protocol §1: HMAC-SHA256 (RFC 2104). The parts of the message are concatenated. */
export function hmac(key: Uint8Array, message: readonly Uint8Array[]): Uint8Array {
  return nobleHmac(sha256, key, concatBytes(...message));
}
