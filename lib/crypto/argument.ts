import { CryptoError } from "./errors.ts";

/** Refuses bytes of another length with `crypto/invalid-argument`. */
export function requireLength(bytes: Uint8Array, length: number, name: string): Uint8Array {
  if (bytes.length !== length) {
    throw new CryptoError("crypto/invalid-argument", `The ${name} must have ${length} bytes.`);
  }
  return bytes;
}

/** Refuses what is not a whole number from 0 to `max` with `crypto/invalid-argument`. */
export function requireUint(value: number, max: number, name: string): number {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new CryptoError(
      "crypto/invalid-argument",
      `The ${name} must be a whole number up to ${max}.`,
    );
  }
  return value;
}
