import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { concatBytes } from "../../../lib/bytes.ts";
import {
  leaseCover,
  leaseNodeKey,
  leasePath,
  nodeLeaves,
  nodeOfLeaf,
  pathKey,
} from "../../../lib/crypto/lease-tree.ts";
import { MAX_LEAF } from "../../../lib/crypto/limits.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf } from "./fixtures.ts";

const KEY = bytesOf("lease tree", 32);

/** Leaves near each other, at a random place of the tree, some of them at its end. */
const leaves = fc
  .tuple(
    fc.oneof(fc.nat(MAX_LEAF - 300), fc.constant(0), fc.constant(MAX_LEAF - 300)),
    fc.uniqueArray(fc.nat(300), { maxLength: 200 }),
  )
  .map(([base, offsets]) => offsets.map((offset) => base + offset));

describe("leaseCover", () => {
  it("covers exactly the leaves, in ascending order, without overlap", () => {
    fc.assert(
      fc.property(leaves, (live) => {
        const covered: number[] = [];
        for (const node of leaseCover(live)) {
          const { first, count } = nodeLeaves(node);
          for (let leaf = first; leaf < first + count; leaf++) covered.push(leaf);
        }
        expect(covered).toEqual([...live].sort((a, b) => a - b));
      }),
    );
  });

  it("is minimal: no two nodes are siblings", () => {
    fc.assert(
      fc.property(leaves, (live) => {
        const places = leaseCover(live).map(({ depth, index }) => `${depth}/${index}`);
        for (const place of places) {
          const [depth, index] = place.split("/").map(Number) as [number, number];
          expect(places).not.toContain(`${depth}/${index % 2 === 0 ? index + 1 : index - 1}`);
        }
      }),
    );
  });

  it("is small: at most r log2(n / r) + r nodes when r of n adjacent leaves have ended", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.nat(4095), { minLength: 1, maxLength: 100 }), (ended) => {
        const gone = new Set(ended);
        const live = Array.from({ length: 4096 }, (_, leaf) => 40_960 + leaf);
        const nodes = leaseCover(live.filter((leaf) => !gone.has(leaf - 40_960)));
        const r = gone.size;
        expect(nodes.length).toBeLessThanOrEqual(r * Math.log2(4096 / r) + r);
      }),
    );
    const block = Array.from({ length: 4096 }, (_, leaf) => 40_960 + leaf);
    expect(leaseCover(block)).toEqual([{ depth: 20, index: 10 }]);
    expect(leaseCover(block.slice(1))).toHaveLength(12);
  });

  it("knows the extremes, and does not mind repetitions and order", () => {
    expect(leaseCover([])).toEqual([]);
    expect(leaseCover([MAX_LEAF])).toEqual([{ depth: 32, index: MAX_LEAF }]);
    expect(leaseCover([1, 0, 1])).toEqual([{ depth: 31, index: 0 }]);
    expect(leaseCover([MAX_LEAF, MAX_LEAF - 1])).toEqual([{ depth: 31, index: 2 ** 31 - 1 }]);
  });

  it("refuses what is not a leaf", async () => {
    for (const leaf of [-1, 2 ** 32, 0.5, Number.NaN]) {
      await expectCode("crypto/invalid-argument", () => leaseCover([leaf]));
      await expectCode("crypto/invalid-argument", () => leasePath(KEY, leaf));
      await expectCode("crypto/invalid-argument", () => nodeOfLeaf([], leaf));
    }
  });
});

describe("nodeOfLeaf", () => {
  it("finds a node for the leaves of the cover, and for no others", () => {
    fc.assert(
      fc.property(leaves, fc.nat(MAX_LEAF), (live, anywhere) => {
        const nodes = leaseCover(live);
        const near = live.flatMap((leaf) => [leaf - 1, leaf, leaf + 1]);
        for (const leaf of [...near, anywhere].filter((it) => it >= 0 && it <= MAX_LEAF)) {
          expect(nodeOfLeaf(nodes, leaf) !== null).toBe(live.includes(leaf));
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe("leasePath", () => {
  it("holds the key of every node above a leaf, the root first", () => {
    const leaf = 0x89abcdef;
    const path = leasePath(KEY, leaf);
    expect(path).toHaveLength(1056);
    const nodes = Array.from({ length: 33 }, (_, depth) => ({
      depth,
      index: Number(BigInt(leaf) >> BigInt(32 - depth)),
    }));
    expect(path).toEqual(concatBytes(...nodes.map((node) => leaseNodeKey(KEY, node))));
    for (const node of nodes) expect(pathKey(path, node.depth)).toEqual(leaseNodeKey(KEY, node));
  });

  it("shares with another leaf's path what lies above both, and nothing below", () => {
    fc.assert(
      fc.property(fc.nat(MAX_LEAF), fc.nat(MAX_LEAF), (a, b) => {
        const [one, other] = [leasePath(KEY, a), leasePath(KEY, b)];
        for (let depth = 0; depth <= 32; depth++) {
          const shared = Math.floor(a / 2 ** (32 - depth)) === Math.floor(b / 2 ** (32 - depth));
          const same = pathKey(one, depth).every((byte, i) => byte === pathKey(other, depth)[i]);
          expect(same).toBe(shared);
        }
      }),
      { numRuns: 20 },
    );
  });
});
