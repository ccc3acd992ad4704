import { CryptoError } from "./errors.ts";
import { StreamError } from "./stream-error.ts";

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

/**
 * Appends zeros up to the Padmé length.
 *
 * @param size bytes that will come
 * @throws StreamError `stream/wrong-size` on the stream if other than `size` bytes came
 */
export function padStream(size: number): TransformStream<Uint8Array, Uint8Array> {
  const target = padmeLength(size);
  let passed = 0;
  return new TransformStream({
    transform(chunk, controller) {
      passed += chunk.length;
      if (passed > size) throw wrongSize();
      controller.enqueue(chunk);
    },
    flush(controller) {
      if (passed !== size) throw wrongSize();
      const zeros = new Uint8Array(Math.min(target - size, ZEROS_AT_ONCE));
      for (let rest = target - size; rest > 0; rest -= zeros.length) {
        controller.enqueue(zeros.subarray(0, rest));
      }
    },
  });
}

/**
 * Takes the padding off again and checks it.
 *
 * @param size bytes before the padding
 * @throws StreamError `stream/wrong-size` on the stream if it is not `size` bytes padded by
 *   {@link padStream}
 */
export function unpadStream(size: number): TransformStream<Uint8Array, Uint8Array> {
  const target = padmeLength(size);
  let passed = 0;
  return new TransformStream({
    transform(chunk, controller) {
      const wanted = Math.min(chunk.length, Math.max(0, size - passed));
      passed += chunk.length;
      if (passed > target || !isZero(chunk.subarray(wanted))) throw wrongSize();
      if (wanted > 0) controller.enqueue(chunk.subarray(0, wanted));
    },
    flush() {
      if (passed !== target) throw wrongSize();
    },
  });
}

/** Whether all bytes are zero. */
export function isZero(bytes: Uint8Array): boolean {
  for (let i = 0; i < bytes.length; i++) if (bytes[i] !== 0) return false;
  return true;
}

const ZEROS_AT_ONCE = 2 ** 20;

/** `Math.log2` may round to a whole number beside a power of two; this does not. */
function floorLog2(value: number): number {
  let exponent = 0;
  while (2 ** (exponent + 1) <= value) exponent++;
  return exponent;
}

function wrongSize(): StreamError {
  return new StreamError("stream/wrong-size", "The size is not the one that was announced.");
}
