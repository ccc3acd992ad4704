import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ciphertextSize,
  plainSegmentSize,
  plainSegmentStart,
  plaintextSize,
  SEGMENT_SIZE,
  segmentAt,
  segmentCount,
} from "../../../lib/crypto/stream-geometry.ts";
import { expectCode } from "../../support/errors.ts";
import tink from "../../vectors/tink-streaming.json" with { type: "json" };

const size = fc.oneof(fc.nat(3_000_000), fc.integer({ min: 0, max: 2 ** 49 }));

describe("sizes", () => {
  it("are those of Tink", () => {
    for (const vector of tink.vectors) {
      expect(ciphertextSize(vector.plaintextSize)).toBe(vector.ciphertextSize);
      expect(plaintextSize(vector.ciphertextSize)).toBe(vector.plaintextSize);
    }
  });

  it("follow from each other", () => {
    fc.assert(fc.property(size, (n) => plaintextSize(ciphertextSize(n)) === n));
  });

  it("of ciphertexts have gaps, which are refused", async () => {
    const possible = new Set(Array.from({ length: 530_000 }, (_, n) => ciphertextSize(n)));
    for (let n = 0; n < 530_000; n += n % SEGMENT_SIZE < 60 ? 1 : 991) {
      if (possible.has(n)) expect(ciphertextSize(plaintextSize(n))).toBe(n);
      else await expectCode("stream/malformed", () => plaintextSize(n));
    }
  });

  it("that no stream has are refused", async () => {
    for (const n of [-1, 0.5, Number.NaN, 2 ** 53, 2 ** 50]) {
      await expectCode("stream/wrong-size", () => ciphertextSize(n));
      await expectCode("stream/malformed", () => plaintextSize(n + 0.5));
    }
  });
});

describe("segments", () => {
  it("divide plaintext without a gap", () => {
    fc.assert(
      fc.property(fc.nat(3_000_000), (n) => {
        let plain = 0;
        for (let i = 0; i < segmentCount(n); i++) {
          expect(plainSegmentStart(i)).toBe(plain);
          plain += Math.min(plainSegmentSize(i), n - plain);
        }
        expect(plain).toBe(n);
      }),
    );
  });

  it("are found by a position", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 45 }), (position) => {
        const at = segmentAt(position);
        expect(plainSegmentStart(at)).toBeLessThanOrEqual(position);
        expect(plainSegmentStart(at) + plainSegmentSize(at)).toBeGreaterThan(position);
      }),
    );
  });
});
