import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { padmeLength } from "../../../lib/crypto/padme.ts";
import { expectCode } from "../../support/errors.ts";

describe("padmeLength", () => {
  it("follows the paper's algorithm with 64-bit integers", () => {
    const byAlgorithm = (length: bigint) => {
      const log2 = (value: bigint) => BigInt(value.toString(2).length - 1);
      const e = log2(length);
      const s = log2(e) + 1n;
      const mask = (1n << (e - s)) - 1n;
      return (length + mask) & ~mask;
    };
    for (let length = 2; length < 5000; length++) {
      expect(padmeLength(length)).toBe(Number(byAlgorithm(BigInt(length))));
    }
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 2 ** 52 }), (length) => {
        expect(padmeLength(length)).toBe(Number(byAlgorithm(BigInt(length))));
      }),
    );
    for (let e = 2; e < 52; e++) {
      for (const length of [2 ** e - 1, 2 ** e, 2 ** e + 1]) {
        expect(padmeLength(length)).toBe(Number(byAlgorithm(BigInt(length))));
      }
    }
  });

  it("gives known lengths", () => {
    expect([0, 1, 2, 3, 9, 100, 1000, 1_000_000].map(padmeLength)).toEqual([
      0, 1, 2, 3, 10, 104, 1024, 1_015_808,
    ]);
  });

  it("adds at most 12 %, and padding again adds nothing", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 2 ** 50 }), (length) => {
        const padded = padmeLength(length);
        expect(padded).toBeGreaterThanOrEqual(length);
        expect(padded / length).toBeLessThan(1.12);
        expect(padmeLength(padded)).toBe(padded);
      }),
    );
  });

  it("refuses what is not a length", async () => {
    for (const length of [-1, 0.5, Number.NaN, 2 ** 53]) {
      await expectCode("crypto/invalid-argument", () => padmeLength(length));
    }
  });
});
