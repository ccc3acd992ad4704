import * as dagCbor from "@ipld/dag-cbor";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeBlock } from "../../../lib/crypto/block-codec.ts";
import type { Lease } from "../../../lib/crypto/lease.ts";
import {
  leaseEpochSecrets,
  leaseFormat,
  leaseHolder,
  leaseSliceKey,
  makeLease,
} from "../../../lib/crypto/lease.ts";
import { leasePath } from "../../../lib/crypto/lease-tree.ts";
import { epochSecret, leaseTreeKey, sectionRoot } from "../../../lib/crypto/record-keys.ts";
import { sliceKeyFromRoot } from "../../../lib/crypto/time-tree.ts";
import { SLICE_LIMIT } from "../../../lib/slice.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, FIRST_EPOCH, SECRET, SECRET_BLOCK } from "./fixtures.ts";

const LATER = { epoch: 5, nonce: bytesOf("nonce", 32) };

const terms = { since: 1000, expiresAt: 1100, rights: 1, leaf: 4096 };
const lease = makeLease({
  secret: SECRET,
  secretBlock: SECRET_BLOCK,
  ...terms,
  publicKey: null,
  sections: [
    { section: 9, epochs: [LATER, FIRST_EPOCH] },
    { section: 0, epochs: [FIRST_EPOCH] },
  ],
});

/** The same lease with history, once another version of the secret had come before. */
const NEXT = { ...SECRET, version: 1, secret: bytesOf("next secret", 32) };
const long = makeLease({
  secret: NEXT,
  secretBlock: SECRET_BLOCK,
  ...terms,
  since: 0,
  publicKey: null,
  sections: [{ section: 9, epochs: [LATER] }],
  earlier: [
    {
      secret: SECRET,
      secretBlock: SECRET_BLOCK,
      until: 900,
      sections: [{ section: 9, epochs: [FIRST_EPOCH] }],
    },
  ],
});

describe("a lease over several versions of the record secret", () => {
  it("hands out each version's keys for the time in which it was in force", async () => {
    const keyOf = (secret: typeof SECRET, slice: number) =>
      sliceKeyFromRoot(sectionRoot(secret, 9), slice);
    for (const slice of [0, 17, 899]) {
      const key = leaseSliceKey(long, { section: 9, version: 0, slice });
      expect(key).toEqual(keyOf(SECRET, slice));
    }
    expect(leaseSliceKey(long, { section: 9, slice: 899 })).toEqual(keyOf(NEXT, 899));
    expect(leaseEpochSecrets(long, { section: 9, version: 0 })).toEqual(
      new Map([[0, epochSecret(SECRET, { section: 9, ...FIRST_EPOCH })]]),
    );
    expect([...leaseEpochSecrets(long, { section: 9 }).keys()]).toEqual([5]);
    for (const at of [
      { section: 9, version: 0, slice: 900 },
      { section: 9, version: 2, slice: 10 },
      { section: 1, version: 0, slice: 10 },
    ]) {
      await expectCode("crypto/not-covered", () => leaseSliceKey(long, at));
    }
  });

  it("is taken with its versions ascending and below its own, each with its cover", async () => {
    const encoded = (lease: Lease) => dagCbor.encode(lease);
    expect(decodeBlock(leaseFormat, encoded(long))).toEqual(long);
    const [only] = long.earlier as [Lease["earlier"][number]];
    for (const earlier of [
      [{ ...only, version: 1 }],
      [only, only],
      [{ ...only, version: 3 }],
      [{ ...only, until: 0 }],
      [{ ...only, until: 901 }],
    ]) {
      const foreign = encoded({ ...long, earlier });
      await expectCode("crypto/malformed", () => decodeBlock(leaseFormat, foreign));
    }
  });
});

describe("makeLease", () => {
  it("hands out the slice keys of the window, the epoch secrets and the path", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1000, max: 1099 }), fc.constantFrom(0, 9), (slice, section) => {
        const key = sliceKeyFromRoot(sectionRoot(SECRET, section), slice);
        expect(leaseSliceKey(lease, { section, slice })).toEqual(key);
      }),
    );
    expect(leaseEpochSecrets(lease, { section: 9 })).toEqual(
      new Map([
        [0, epochSecret(SECRET, { section: 9, ...FIRST_EPOCH })],
        [5, epochSecret(SECRET, { section: 9, ...LATER })],
      ]),
    );
    expect([...leaseEpochSecrets(lease, { section: 0 }).keys()]).toEqual([0]);
    const path = leasePath(leaseTreeKey(SECRET, 9), 4096);
    expect(leaseHolder(lease, 9)).toEqual({ version: 0, section: 9, leaf: 4096, path });
  });

  it("hands out nothing else", async () => {
    for (const at of [
      { section: 9, slice: 999 },
      { section: 9, slice: 1100 },
      { section: 1, slice: 1050 },
    ]) {
      await expectCode("crypto/not-covered", () => leaseSliceKey(lease, at));
    }
    await expectCode("crypto/not-covered", () => leaseEpochSecrets(lease, { section: 1 }));
    await expectCode("crypto/not-covered", () => leaseHolder(lease, 1));
  });

  it("refuses windows that are none", async () => {
    for (const [since, expiresAt] of [
      [5, 5],
      [6, 5],
      [0, SLICE_LIMIT + 1],
    ] as const) {
      await expectCode("crypto/invalid-argument", () =>
        makeLease({
          secret: SECRET,
          secretBlock: SECRET_BLOCK,
          ...terms,
          since,
          expiresAt,
          publicKey: null,
          sections: [{ section: 0, epochs: [FIRST_EPOCH] }],
        }),
      );
    }
  });
});

describe("a lease from outside", () => {
  const [first, second] = lease.sections as [Lease["sections"][0], Lease["sections"][0]];

  it("is taken as it was made", () => {
    expect(decodeBlock(leaseFormat, dagCbor.encode(lease))).toEqual(lease);
  });

  it.each<[string, unknown]>([
    ["a cover of fewer keys", { ...first, cover: first.cover.subarray(32) }],
    ["a cover of half a key", { ...first, cover: first.cover.subarray(16) }],
    ["no cover", { ...first, cover: new Uint8Array() }],
    ["no key epoch", { ...first, epochs: new Uint8Array() }],
    ["half a key epoch", { ...first, epochs: first.epochs.subarray(0, 20) }],
    ["key epochs that descend", { ...second, epochs: reordered(second.epochs) }],
    ["a short path", { ...first, path: first.path.subarray(32) }],
  ])("is refused with %s", async (_, section) => {
    const wrong = dagCbor.encode({ ...lease, sections: [section] });
    await expectCode("crypto/malformed", () => decodeBlock(leaseFormat, wrong));
  });

  it("is refused with a window that is none, or that is not the cover's", async () => {
    for (const [since, expiresAt] of [
      [1100, 1100],
      [1000, 1101],
      [0, SLICE_LIMIT + 1],
      [SLICE_LIMIT, SLICE_LIMIT],
      [-1, 1100],
    ] as const) {
      const wrong = dagCbor.encode({ ...lease, since, expiresAt });
      await expectCode("crypto/malformed", () => decodeBlock(leaseFormat, wrong));
    }
  });
});

function reordered(epochs: Uint8Array): Uint8Array {
  return Uint8Array.from([...epochs.subarray(35), ...epochs.subarray(0, 35)]);
}
