import { bytesToHex, concatBytes, hexToBytes, utf8ToBytes } from "@noble/hashes/utils.js";

export { concatBytes, utf8ToBytes };

/** Bytes as `0x`-prefixed lower-case hex. */
export function toHex(bytes: Uint8Array): `0x${string}` {
  return `0x${bytesToHex(bytes)}`;
}

/** Bytes of a hex text, with or without `0x`. */
export function fromHex(hex: string): Uint8Array {
  return hexToBytes(hex.startsWith("0x") ? hex.slice(2) : hex);
}

/** Whether two byte strings are equal. Not for secrets: it stops at the first difference. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}

const { process } = globalThis as { process?: { versions?: { node?: string } } };
const IS_NODE = process?.versions?.node !== undefined;

/** A port whose other end is closed. */
let nowhere: MessagePort | undefined;

/**
 * Gives back the memory of bytes that nobody reads any more, unless they are a part of something
 * larger. They may be empty afterwards. Left to the collector, a hundred megabytes pile up and more.
 */
export function freeBytes({ byteLength, buffer }: Uint8Array): void {
  const isWhole = buffer instanceof ArrayBuffer && byteLength === buffer.byteLength;
  if (!isWhole || byteLength === 0) return;
  if (IS_NODE) buffer.transfer(0);
  else sendNowhere(buffer);
}

/*
 * In Chromium a buffer's memory also hangs on an object of the browser's, which its transfer leaves
 * behind, and of which the collector then knows nothing: it would grow without bounds. What is sent
 * away takes its memory along.
 */
function sendNowhere(buffer: ArrayBuffer): void {
  if (nowhere === undefined) {
    const { port1, port2 } = new MessageChannel();
    port2.close();
    nowhere = port1;
  }
  nowhere.postMessage(null, [buffer]);
}

/** An unsigned integer as `width` big-endian bytes. */
export function uintBytes(value: number | bigint, width: number): Uint8Array {
  const bytes = new Uint8Array(width);
  let rest = BigInt(value);
  for (let i = width - 1; i >= 0; i--) {
    bytes[i] = Number(rest & 0xffn);
    rest >>= 8n;
  }
  if (rest !== 0n) throw new RangeError(`${value} does not fit ${width} bytes`);
  return bytes;
}
