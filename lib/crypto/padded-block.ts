import { uintBytes } from "../bytes.ts";
import { CryptoError } from "./errors.ts";
import { isZero, padmeLength } from "./padme.ts";

const LENGTH_SIZE = 4;

/** A block that is to be encrypted: u32 length ‖ block ‖ zeros up to the Padmé length (§7). */
export function padBlock(block: Uint8Array): Uint8Array {
  const padded = new Uint8Array(padmeLength(LENGTH_SIZE + block.length));
  padded.set(uintBytes(block.length, LENGTH_SIZE));
  padded.set(block, LENGTH_SIZE);
  return padded;
}

/** @throws CryptoError `crypto/malformed` for anything that {@link padBlock} does not make */
export function unpadBlock(padded: Uint8Array): Uint8Array {
  const view = new DataView(padded.buffer, padded.byteOffset, padded.byteLength);
  const length = padded.length < LENGTH_SIZE ? 0 : view.getUint32(0);
  const end = LENGTH_SIZE + length;
  if (padmeLength(end) !== padded.length || !isZero(padded.subarray(end))) {
    throw new CryptoError("crypto/malformed", "This is not a padded block.");
  }
  return padded.subarray(LENGTH_SIZE, end);
}
