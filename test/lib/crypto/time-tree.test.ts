import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../lib/bytes.ts";
import { hmac } from "../../../lib/crypto/kdf.ts";
import { TAGS } from "../../../lib/crypto/tags.ts";
import {
  coverKeys,
  coverNodes,
  sliceKeyFromCover,
  sliceKeyFromRoot,
} from "../../../lib/crypto/time-tree.ts";
import { SLICE_LIMIT } from "../../../lib/slice.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf } from "./fixtures.ts";

const ROOT = bytesOf("root", 32);

const range = fc
  .tuple(fc.nat(SLICE_LIMIT - 1), fc.nat(SLICE_LIMIT - 1))
  .map(([a, b]) => ({ from: Math.min(a, b), to: Math.max(a, b) + 1 }));

/** A short range anywhere, or beside a place where big nodes meet. */
const shortRange = fc
  .tuple(
    fc.oneof(
      fc.nat(SLICE_LIMIT - 200),
      fc.integer({ min: 5, max: 25 }).map((bits) => 2 ** bits - 20),
    ),
    fc.integer({ min: 1, max: 60 }),
  )
  .map(([from, length]) => ({ from: Math.max(0, from), to: Math.max(0, from) + length }));

const width = (depth: number) => 2 ** (26 - depth);

describe("coverNodes", () => {
  it("covers exactly the range, in order, with nodes of the tree", () => {
    fc.assert(
      fc.property(range, ({ from, to }) => {
        let at = from;
        for (const { depth, start } of coverNodes({ from, to })) {
          expect(start).toBe(at);
          expect(start % width(depth)).toBe(0);
          at += width(depth);
        }
        expect(at).toBe(to);
      }),
    );
  });

  it("is minimal: no two neighbours have a parent that they fill; and at most 50 nodes", () => {
    fc.assert(
      fc.property(range, (r) => {
        const nodes = coverNodes(r);
        expect(nodes.length).toBeLessThanOrEqual(50);
        for (const [i, node] of nodes.entries()) {
          const next = nodes[i + 1];
          const siblings = next?.depth === node.depth && node.start % width(node.depth - 1) === 0;
          expect(siblings).toBe(false);
        }
      }),
    );
  });

  it("knows the extremes", () => {
    expect(coverNodes({ from: 0, to: SLICE_LIMIT })).toEqual([{ depth: 0, start: 0 }]);
    expect(coverNodes({ from: 5, to: 6 })).toEqual([{ depth: 26, start: 5 }]);
    expect(coverNodes({ from: 1, to: SLICE_LIMIT - 1 })).toHaveLength(50);
    expect(coverNodes({ from: SLICE_LIMIT - 1, to: SLICE_LIMIT })).toHaveLength(1);
  });

  it("refuses empty ranges and those outside the tree", async () => {
    for (const [from, to] of [
      [5, 5],
      [6, 5],
      [-1, 5],
      [0, SLICE_LIMIT + 1],
      [SLICE_LIMIT, SLICE_LIMIT + 1],
      [0.5, 3],
      [0, Number.NaN],
    ] as const) {
      await expectCode("crypto/invalid-argument", () => coverNodes({ from, to }));
      await expectCode("crypto/invalid-argument", () => coverKeys(ROOT, { from, to }));
    }
  });
});

describe("slice keys", () => {
  it("follow from the root bit by bit, highest first", () => {
    const slice = 29_403_847;
    const bits = slice.toString(2).padStart(26, "0");
    expect(sliceKeyFromRoot(ROOT, slice)).toEqual(descend(ROOT, bits));
  });

  it("are the same from the cover as from the root, for every slice of the range", () => {
    fc.assert(
      fc.property(shortRange, ({ from, to }) => {
        const cover = { from, to, keys: coverKeys(ROOT, { from, to }) };
        for (let slice = from; slice < to; slice++) {
          expect(sliceKeyFromCover(cover, slice)).toEqual(sliceKeyFromRoot(ROOT, slice));
        }
      }),
      { numRuns: 25 },
    );
  });

  it("are refused outside the range", async () => {
    const cover = { from: 100, to: 300, keys: coverKeys(ROOT, { from: 100, to: 300 }) };
    for (const slice of [99, 300, 0, -1, SLICE_LIMIT - 1, SLICE_LIMIT, 150.5, Number.NaN]) {
      await expectCode("crypto/not-covered", () => sliceKeyFromCover(cover, slice));
    }
    for (const slice of [-1, SLICE_LIMIT, 0.5]) {
      await expectCode("crypto/invalid-argument", () => sliceKeyFromRoot(ROOT, slice));
    }
  });

  it("come from the cover's keys for the slices inside, and for no slice outside, at any depth", () => {
    fc.assert(
      fc.property(shortRange, ({ from, to }) => {
        const keys = coverKeys(ROOT, { from, to });
        const slices = [from - 17, from - 1, from, to - 1, to, to + 1, to + 1000];
        for (const slice of slices.filter((it) => it >= 0 && it < SLICE_LIMIT)) {
          const wanted = toHex(sliceKeyFromRoot(ROOT, slice));
          const bits = slice.toString(2).padStart(26, "0");
          const found = keys.some((key) =>
            Array.from({ length: 27 }, (_, depth) => bits.slice(depth)).some(
              (rest) => toHex(descend(key, rest)) === wanted,
            ),
          );
          expect(found).toBe(slice >= from && slice < to);
        }
      }),
      { numRuns: 6 },
    );
  });

  it("refuse keys of another range", async () => {
    const keys = coverKeys(ROOT, { from: 100, to: 300 });
    await expectCode("crypto/invalid-argument", () =>
      sliceKeyFromCover({ from: 100, to: 301, keys }, 150),
    );
    await expectCode("crypto/invalid-argument", () =>
      sliceKeyFromCover({ from: 100, to: 101, keys: [new Uint8Array(31)] }, 100),
    );
  });

  it("leave the caller's keys alone", () => {
    const keys = coverKeys(ROOT, { from: 64, to: 128 });
    const before = keys.map(toHex);
    sliceKeyFromCover({ from: 64, to: 128, keys }, 100);
    expect(keys.map(toHex)).toEqual(before);
    expect(ROOT).toEqual(bytesOf("root", 32));
  });
});

/** The key below another one, along the bits of a slice. */
function descend(key: Uint8Array, bits: string): Uint8Array {
  return [...bits].reduce((at, bit) => hmac(at, [TAGS.timeChild, Uint8Array.of(Number(bit))]), key);
}
