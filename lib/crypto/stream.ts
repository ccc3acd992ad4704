import type { StreamKey } from "./content-keys.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import type { SegmentCipher } from "./segment-cipher.ts";
import {
  decryptSegment,
  encryptSegment,
  newStreamHeader,
  segmentCipher,
} from "./segment-cipher.ts";
import type { SegmentCutter } from "./segment-cutter.ts";
import { segmentCutter } from "./segment-cutter.ts";
import { StreamError } from "./stream-error.ts";
import { HEADER_SIZE, plainSegmentSize, SEGMENT_SIZE, TAG_SIZE } from "./stream-geometry.ts";

/** Segments that the platform may work on at a time: enough to keep its threads busy. */
const IN_FLIGHT = 8;

/**
 * Encrypts a stream (protocol §7: Tink's AES-GCM-HKDF streaming format). Memory stays constant: a
 * few segments besides the chunk at hand. Large chunks (4 MiB) are the fastest. A chunk must not
 * be changed after it was written.
 *
 * What comes out are the header and the segments, one chunk each.
 */
export function encryptStream(
  streamKey: StreamKey,
  { random = platformRandom }: { random?: Random } = {},
): TransformStream<Uint8Array, Uint8Array> {
  const cutter = segmentCutter(plainSegmentSize);
  const queue = outputQueue();
  let cipher: SegmentCipher;
  let next = 0;
  return new TransformStream({
    async start(controller) {
      const header = newStreamHeader(random);
      cipher = await segmentCipher(streamKey, { header, usage: "encrypt" });
      controller.enqueue(header);
    },
    async transform(chunk, controller) {
      for (const plaintext of cutter.push(chunk)) {
        const place = { number: next++, last: false };
        await queue.add(encryptSegment(cipher, { ...place, plaintext }), controller);
      }
    },
    async flush(controller) {
      const place = { number: next, last: true };
      await queue.add(encryptSegment(cipher, { ...place, plaintext: cutter.end() }), controller);
      await queue.drain(controller);
    },
  });
}

/**
 * Decrypts what {@link encryptStream} made, in order, at constant memory. Only authenticated
 * plaintext comes out, a segment at a time. That the stream was cut off shows only at its end:
 * whoever uses the plaintext before must be ready to discard it.
 *
 * The stream fails with StreamError `stream/tampered` or `stream/malformed`.
 */
export function decryptStream(streamKey: StreamKey): TransformStream<Uint8Array, Uint8Array> {
  const cutter = segmentCutter(pieceSize);
  const queue = outputQueue();
  let cipher: SegmentCipher | null = null;
  let next = 0;
  return new TransformStream({
    async transform(chunk, controller) {
      for (const piece of cutter.push(chunk)) {
        if (cipher) {
          const place = { number: next++, last: false };
          await queue.add(decryptSegment(cipher, { ...place, ciphertext: piece }), controller);
        } else {
          cipher = await segmentCipher(streamKey, { header: piece, usage: "decrypt" });
        }
      }
    },
    async flush(controller) {
      const ciphertext = lastSegment(cutter, next);
      if (!cipher || !ciphertext) {
        throw new StreamError("stream/malformed", "The encrypted data is incomplete.");
      }
      const place = { number: next, last: true };
      await queue.add(decryptSegment(cipher, { ...place, ciphertext }), controller);
      await queue.drain(controller);
    },
  });
}

/** Piece 0 is the header; the first segment makes up a whole one together with it. */
function pieceSize(piece: number): number {
  if (piece === 0) return HEADER_SIZE;
  return piece === 1 ? SEGMENT_SIZE - HEADER_SIZE : SEGMENT_SIZE;
}

/** The last segment, or null if it is too short: only a stream without plaintext ends in a tag. */
function lastSegment(cutter: SegmentCutter, number: number): Uint8Array | null {
  const ciphertext = cutter.end();
  const least = number === 0 ? TAG_SIZE : TAG_SIZE + 1;
  return ciphertext.length >= least ? ciphertext : null;
}

type Output = TransformStreamDefaultController<Uint8Array>;

/** Lets several segments be worked on at a time, and hands them on in order. */
function outputQueue() {
  const pending: Promise<Uint8Array>[] = [];

  async function handOn(output: Output) {
    const segment = await pending.shift();
    if (segment && segment.length > 0) output.enqueue(segment);
  }

  return {
    async add(segment: Promise<Uint8Array>, output: Output) {
      // It is awaited below; until then its failure must not count as unhandled.
      segment.catch(() => {});
      pending.push(segment);
      if (pending.length > IN_FLIGHT) await handOn(output);
    },
    async drain(output: Output) {
      while (pending.length > 0) await handOn(output);
    },
  };
}
