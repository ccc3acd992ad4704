import * as dagCbor from "@ipld/dag-cbor";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { uintBytes } from "../../../lib/bytes.ts";
import { leasePath } from "../../../lib/crypto/lease-tree.ts";
import { epochSecret, leaseTreeKey } from "../../../lib/crypto/record-keys.ts";
import type { Rotation } from "../../../lib/crypto/rotation.ts";
import {
  decodeRotation,
  makeRotation,
  openRotation,
  rotationNodes,
} from "../../../lib/crypto/rotation.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, expectStrictDecoder, failed, flipped, outcome, SECRET } from "./fixtures.ts";

const holderOf = (section: number, leaf: number) => ({
  version: SECRET.version,
  section,
  leaf,
  path: leasePath(leaseTreeKey(SECRET, section), leaf),
});

describe("a rotation", () => {
  it("gives the new secret to every live leaf and to no other, for any set of leaves", async () => {
    const arbitrary = fc.tuple(
      fc.nat(2 ** 32 - 100),
      fc.uniqueArray(fc.nat(40), { maxLength: 30 }),
      fc.integer({ min: 1, max: 2 ** 24 - 1 }),
      fc.nat(127),
    );
    await fc.assert(
      fc.asyncProperty(arbitrary, async ([base, offsets, epoch, section]) => {
        const leaves = offsets.map((offset) => base + offset);
        const made = await makeRotation({ secret: SECRET, epoch, sections: [{ section, leaves }] });
        const rotation = decodeRotation(made.bytes);
        expect(rotation).toEqual(made.rotation);
        const secret = epochSecret(SECRET, { section, epoch, nonce: made.nonce });
        for (let leaf = base; leaf <= base + 42; leaf++) {
          const opened = await openRotation(rotation, holderOf(section, leaf));
          expect(opened).toEqual(leaves.includes(leaf) ? secret : null);
        }
      }),
      { numRuns: 8 },
    );
  });

  it("gives nothing to a path that is put in the place of another leaf", async () => {
    const leaves = [8, 9, 10, 11, 40];
    const { rotation } = await makeRotation({
      secret: SECRET,
      epoch: 3,
      sections: [{ section: 1, leaves }],
    });
    const ended = holderOf(1, 12);
    for (const leaf of leaves) {
      await expectCode("crypto/tampered", () => openRotation(rotation, { ...ended, leaf }));
    }
    const otherSection = { ...holderOf(2, 8), section: 1 };
    await expectCode("crypto/tampered", () => openRotation(rotation, otherSection));
  });

  it("replaces only the sections that it lists", async () => {
    const { rotation } = await makeRotation({
      secret: SECRET,
      epoch: 1,
      sections: [
        { section: 7, leaves: [1] },
        { section: 2, leaves: [] },
      ],
    });
    expect(rotation.sections.map(({ section }) => section)).toEqual([2, 7]);
    expect(rotationNodes(rotation, 7)).toMatchObject([{ depth: 32, index: 1 }]);
    expect(rotationNodes(rotation, 2)).toEqual([]);
    expect(rotationNodes(rotation, 3)).toBeNull();
    expect(await openRotation(rotation, holderOf(3, 1))).toBeNull();
    expect(await openRotation(rotation, holderOf(2, 1))).toBeNull();
  });

  it("of another version of the record secret gives nothing", async () => {
    const secret = { ...SECRET, version: 1 };
    const input = { secret, epoch: 1, sections: [{ section: 1, leaves: [1] }] };
    const { rotation } = await makeRotation(input);
    expect(await openRotation(rotation, holderOf(1, 1))).toBeNull();
  });

  it("never hands out the same secret twice: each draws its own nonce", async () => {
    const input = { secret: SECRET, epoch: 1, sections: [{ section: 1, leaves: [1] }] };
    const [a, b] = [await makeRotation(input), await makeRotation(input)];
    const secretOf = ({ rotation }: { rotation: Rotation }) =>
      openRotation(rotation, holderOf(1, 1));
    expect(await secretOf(a)).not.toEqual(await secretOf(b));
  });

  it("refuses epochs that no rotation makes, and a section twice", async () => {
    for (const epoch of [0, -1, 2 ** 24, 1.5]) {
      await expectCode("crypto/invalid-argument", () =>
        makeRotation({ secret: SECRET, epoch, sections: [] }),
      );
    }
    const twice = [1, 1].map((section) => ({ section, leaves: [1] }));
    await expectCode("crypto/malformed", () =>
      makeRotation({ secret: SECRET, epoch: 1, sections: twice }),
    );
  });
});

describe("a rotation block from outside", async () => {
  const sections = [{ section: 1, leaves: [8, 9, 12] }];
  const { bytes, rotation } = await makeRotation({ secret: SECRET, epoch: 2, sections });

  it("is decoded strictly", async () => {
    await expectStrictDecoder(decodeRotation, bytes);
  });

  it("never gives a wrong secret, whichever byte is changed", async () => {
    const secret = await openRotation(rotation, holderOf(1, 9));
    let refused = 0;
    for (let at = 0; at < bytes.length; at++) {
      const result = await outcome(() =>
        openRotation(decodeRotation(flipped(bytes, at)), holderOf(1, 9)),
      );
      if (failed(result) || result === null) refused += 1;
      else expect(result).toEqual(secret);
    }
    // Only the other leaf's wrap may change without notice to this one.
    expect(bytes.length - refused).toBeLessThanOrEqual(53);
  });

  it.each<[string, Uint8Array]>([
    ["half a wrap", rotation.sections[0]!.wraps.subarray(0, 60)],
    ["wraps out of order", swapped(rotation.sections[0]!.wraps)],
    ["a wrap twice", repeated(rotation.sections[0]!.wraps)],
    ["a node below the leaves", positioned(33, 0)],
    ["a node outside its depth", positioned(3, 8)],
    ["a root with an index", positioned(0, 1)],
    ["nodes that overlap", concatPositioned([31, 4], [32, 9])],
  ])("is refused with %s", async (_, wraps) => {
    const wrong = dagCbor.encode({ ...rotation, sections: [{ section: 1, wraps }] });
    await expectCode("crypto/malformed", () => decodeRotation(wrong));
  });

  it("takes nodes at the ends of their depth", () => {
    for (const [depth, index] of [
      [0, 0],
      [3, 7],
      [32, 2 ** 32 - 1],
    ] as const) {
      const wraps = positioned(depth, index);
      const encoded = dagCbor.encode({ ...rotation, sections: [{ section: 1, wraps }] });
      expect(rotationNodes(decodeRotation(encoded), 1)).toMatchObject([{ depth, index }]);
    }
  });
});

function positioned(depth: number, index: number): Uint8Array {
  return Uint8Array.from([depth, ...uintBytes(index, 4), ...bytesOf("sealed", 48)]);
}

function concatPositioned(...places: [number, number][]): Uint8Array {
  return Uint8Array.from(places.flatMap(([depth, index]) => [...positioned(depth, index)]));
}

function swapped(wraps: Uint8Array): Uint8Array {
  return Uint8Array.from([...wraps.subarray(53, 106), ...wraps.subarray(0, 53)]);
}

function repeated(wraps: Uint8Array): Uint8Array {
  return Uint8Array.from([...wraps.subarray(0, 53), ...wraps.subarray(0, 53)]);
}
