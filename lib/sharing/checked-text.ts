import { base64url } from "multiformats/bases/base64";
import { concatBytes, equalBytes } from "../bytes.ts";
import { blockCid } from "../crypto/block-codec.ts";

/** The first bytes of the block's SHA-256: whoever mistypes or cuts off a text is told. */
const CHECK_SIZE = 8;

/** A structured block as text for a link or a message (protocol §10): multibase base64url. */
export function encodeChecked(block: Uint8Array): string {
  return base64url.encode(concatBytes(checkOf(block), block));
}

/** The bytes of which {@link encodeChecked} made a text; null for any other text. */
export function decodeChecked(text: string): Uint8Array | null {
  const trimmed = text.trim();
  const all = decodeBase64(trimmed);
  if (all === null || base64url.encode(all) !== trimmed) return null;
  const block = all.slice(CHECK_SIZE);
  return equalBytes(all.slice(0, CHECK_SIZE), checkOf(block)) ? block : null;
}

function decodeBase64(text: string): Uint8Array | null {
  try {
    return base64url.decode(text);
  } catch {
    return null;
  }
}

function checkOf(block: Uint8Array): Uint8Array {
  return blockCid(block).multihash.digest.slice(0, CHECK_SIZE);
}
