import { sha256 } from "@noble/hashes/sha2.js";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes } from "../../../lib/bytes.ts";
import type { CiphertextSource } from "../../../lib/crypto/seekable-stream.ts";
import {
  decryptRange,
  decryptRangeParts,
  openSeekable,
} from "../../../lib/crypto/seekable-stream.ts";
import { encryptBytes } from "../../../lib/crypto/stream-bytes.ts";
import type { ByteRange } from "../../../lib/crypto/stream-geometry.ts";
import { SEGMENT_SIZE } from "../../../lib/crypto/stream-geometry.ts";
import { LeaseholdError } from "../../../lib/error.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, failed, flipped, outcome } from "./fixtures.ts";

const KEY = { key: bytesOf("key", 32), associatedData: bytesOf("ad", 30) };
const FIRST = SEGMENT_SIZE - 40 - 16;
const SIZE = 1_000_000;
const data = Uint8Array.from({ length: SIZE }, (_, i) => (i * 2_654_435_761) >>> 24);
const ciphertext = await encryptBytes(KEY, { plaintext: data });

function sourceOf(bytes: Uint8Array): CiphertextSource & { reads: ByteRange[] } {
  const reads: ByteRange[] = [];
  return {
    size: bytes.length,
    reads,
    async read(range) {
      reads.push({ ...range });
      return bytes.subarray(range.start, range.end);
    },
  };
}

const range = fc
  .tuple(fc.oneof(fc.nat(SIZE - 1), fc.constantFrom(0, FIRST - 1, FIRST, FIRST + 1)), fc.nat(SIZE))
  .map(([a, b]) => ({ start: Math.min(a, b), end: Math.max(a, b) + (a === b ? 1 : 0) }))
  .filter(({ start, end }) => start < end && end <= SIZE);

describe("decryptRange", () => {
  it("gives any range, and reads whole segments of it only", async () => {
    await fc.assert(
      fc.asyncProperty(range, async ({ start, end }) => {
        const source = sourceOf(ciphertext);
        const stream = await openSeekable(KEY, { source });
        expect(stream.size).toBe(SIZE);
        const got = await decryptRange(stream, { start, end });
        expect(sha256(got)).toEqual(sha256(data.subarray(start, end)));
        const parts = await decryptRangeParts(stream, { start, end });
        expect(sha256(concatBytes(...parts))).toEqual(sha256(got));
        const [header, read] = source.reads;
        expect(header).toEqual({ start: 0, end: 40 });
        expect(read!.end - read!.start).toBeLessThan(end - start + 2 * SEGMENT_SIZE);
      }),
      { numRuns: 30 },
    );
  });

  it("gives the empty stream's size, and no range of it", async () => {
    const source = sourceOf(await encryptBytes(KEY, { plaintext: new Uint8Array() }));
    const stream = await openSeekable(KEY, { source });
    expect(stream.size).toBe(0);
    await expectCode("stream/out-of-range", () => decryptRange(stream, { start: 0, end: 1 }));
  });

  it("refuses ranges outside", async () => {
    const stream = await openSeekable(KEY, { source: sourceOf(ciphertext) });
    for (const [start, end] of [
      [0, 0],
      [-1, 5],
      [10, 5],
      [0, SIZE + 1],
      [SIZE, SIZE + 1],
    ] as const) {
      await expectCode("stream/out-of-range", () => decryptRange(stream, { start, end }));
    }
  });

  it("refuses a changed segment, and only ranges that touch it", async () => {
    const stream = await openSeekable(KEY, { source: sourceOf(flipped(ciphertext, 300_000)) });
    const before = await decryptRange(stream, { start: 0, end: FIRST });
    expect(sha256(before)).toEqual(sha256(data.subarray(0, FIRST)));
    for (const touching of [
      { start: FIRST - 1, end: FIRST + 1 },
      { start: FIRST, end: FIRST + 1 },
      { start: 0, end: SIZE },
    ]) {
      await expectCode("stream/tampered", () => decryptRange(stream, touching));
    }
  });

  it("refuses a stream that was cut between segments, moved or lengthened", async () => {
    const segment = (i: number) => ciphertext.subarray(i * SEGMENT_SIZE, (i + 1) * SEGMENT_SIZE);
    const cut = await openSeekable(KEY, {
      source: sourceOf(ciphertext.subarray(0, 2 * SEGMENT_SIZE)),
    });
    await expectCode("stream/tampered", () =>
      decryptRange(cut, { start: cut.size - 1, end: cut.size }),
    );
    const swapped = concatBytes(segment(0), segment(2), segment(1), segment(3));
    const moved = await openSeekable(KEY, { source: sourceOf(swapped) });
    await expectCode("stream/tampered", () =>
      decryptRange(moved, { start: FIRST, end: FIRST + 1 }),
    );
    const more = concatBytes(segment(0), segment(1), segment(2), segment(1), segment(3));
    const longer = await openSeekable(KEY, { source: sourceOf(more) });
    await expectCode("stream/tampered", () =>
      decryptRange(longer, { start: longer.size - 1, end: longer.size }),
    );
  });

  it("refuses a source that gives another number of bytes than asked for", async () => {
    for (const change of [-1, 1]) {
      let honest = true;
      const source: CiphertextSource = {
        size: ciphertext.length,
        read: async ({ start, end }) => ciphertext.slice(start, honest ? end : end + change),
      };
      const stream = await openSeekable(KEY, { source });
      honest = false;
      await expectCode("stream/malformed", () => decryptRange(stream, { start: 0, end: 5 }));
      await expectCode("stream/malformed", () => openSeekable(KEY, { source }));
    }
  });

  it("refuses headers and sizes that are none", async () => {
    const wrong = [flipped(ciphertext, 0), ciphertext.subarray(0, 55), new Uint8Array()];
    for (const bytes of wrong) {
      await expectCode("stream/malformed", () => openSeekable(KEY, { source: sourceOf(bytes) }));
    }
    for (let at = 1; at < 40; at++) {
      const stream = await openSeekable(KEY, { source: sourceOf(flipped(ciphertext, at)) });
      const result = await outcome(() => decryptRange(stream, { start: 0, end: 1 }));
      expect(failed(result)).toBe(true);
    }
  });

  it("reads nothing when it was aborted before", async () => {
    const source = sourceOf(ciphertext);
    const stream = await openSeekable(KEY, { source });
    const signal = AbortSignal.abort(new LeaseholdError("test/stopped", ""));
    await expectCode("test/stopped", () => decryptRange(stream, { start: 0, end: 1, signal }));
    expect(source.reads).toHaveLength(1);
  });
});
