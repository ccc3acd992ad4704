import { describe, expect, it } from "vitest";
import { toHex } from "../../../lib/bytes.ts";
import { linkAccountKey, linkIdentitySeed, linkSalt, linkSeed } from "../../../lib/crypto/link.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, SECRET } from "./fixtures.ts";

const seed = linkSeed(SECRET, 7);
const key = bytesOf("passphrase key", 32);

describe("what derives from a link", () => {
  it("is its own for each secret, version, record and leaf", () => {
    const seeds = [
      seed,
      linkSeed(SECRET, 8),
      linkSeed({ ...SECRET, version: 1 }, 7),
      linkSeed({ ...SECRET, record: bytesOf("other", 32) }, 7),
      linkSeed({ ...SECRET, secret: bytesOf("other", 32) }, 7),
    ];
    expect(new Set(seeds.map(toHex)).size).toBe(5);
    expect(linkSeed(SECRET, 7)).toEqual(seed);
  });

  it("is different for each purpose, and where there is a passphrase", () => {
    const derived = [
      seed,
      linkAccountKey(seed, { needsPassphrase: false }),
      linkAccountKey(seed, { needsPassphrase: true }),
      linkSalt(seed),
      linkIdentitySeed(seed, null),
      linkIdentitySeed(seed, key),
      linkIdentitySeed(seed, bytesOf("another", 32)),
    ];
    expect(new Set(derived.map(toHex)).size).toBe(7);
    for (const bytes of derived) expect(bytes).toHaveLength(32);
  });

  it("is refused for anything of another length", async () => {
    const short = seed.subarray(1);
    for (const derive of [
      () => linkSeed(SECRET, -1),
      () => linkSeed(SECRET, 2 ** 32),
      () => linkSeed({ ...SECRET, secret: short }, 7),
      () => linkAccountKey(short, { needsPassphrase: false }),
      () => linkSalt(short),
      () => linkIdentitySeed(short, null),
      () => linkIdentitySeed(seed, short),
    ]) {
      await expectCode("crypto/invalid-argument", derive);
    }
  });
});
