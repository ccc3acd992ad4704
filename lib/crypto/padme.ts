import { CryptoError } from "./errors.ts";

/** The length to which a plaintext is padded: PURBs paper (PoPETs 2019), section 4, algorithm 1. */
export function padmeLength(length: number): number {
  if (!Number.isSafeInteger(length) || length < 0) {
    throw new CryptoError("crypto/invalid-argument", "The length must be a whole number.");
  }
  if (length < 2) return length;
  const exponent = floorLog2(length);
  const kept = floorLog2(exponent) + 1;
  const step = 2 ** (exponent - kept);
  return Math.ceil(length / step) * step;
}

/** Whether all bytes are zero. */
export function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

/** `Math.log2` may round to a whole number beside a power of two; this does not. */
function floorLog2(value: number): number {
  let exponent = 0;
  while (2 ** (exponent + 1) <= value) exponent++;
  return exponent;
}
