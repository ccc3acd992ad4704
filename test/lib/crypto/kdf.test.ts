import { describe, expect, it } from "vitest";
import { fromHex, toHex, utf8ToBytes } from "../../../lib/bytes.ts";
import { hkdf, hmac } from "../../../lib/crypto/kdf.ts";
import { TAGS } from "../../../lib/crypto/tags.ts";

describe("hkdf", () => {
  // RFC 5869, appendix A; longer outputs there begin with the shorter ones.
  it.each([
    {
      name: "A.1",
      ikm: "0b".repeat(22),
      salt: "000102030405060708090a0b0c",
      info: "f0f1f2f3f4f5f6f7f8f9",
      okm: "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf",
    },
    {
      name: "A.3, without salt and info",
      ikm: "0b".repeat(22),
      salt: "",
      info: "",
      okm: "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d",
    },
  ])("gives RFC 5869 $name", ({ ikm, salt, info, okm }) => {
    const result = hkdf({ ikm: fromHex(ikm), salt: fromHex(salt), info: [fromHex(info)] });
    expect(toHex(result)).toBe(`0x${okm}`);
  });

  it("concatenates the parts of info", () => {
    const [ikm, salt] = [new Uint8Array(32), new Uint8Array(32)];
    const [a, b] = [utf8ToBytes("a"), utf8ToBytes("b")];
    expect(hkdf({ ikm, salt, info: [a, b] })).toEqual(hkdf({ ikm, info: [utf8ToBytes("ab")] }));
  });
});

describe("hmac", () => {
  it("gives RFC 4231, test case 2", () => {
    const message = ["what do ya want ", "for nothing?"].map(utf8ToBytes);
    expect(toHex(hmac(utf8ToBytes("Jefe"), message))).toBe(
      "0x5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843",
    );
  });
});

describe("tags", () => {
  it("are all different, and none begins another", () => {
    const tags = Object.values(TAGS).map((tag) => new TextDecoder().decode(tag));
    for (const tag of tags) {
      expect(tag).toMatch(/^leasehold\/v1\/[a-z-]+\0$/);
      expect(tags.filter((other) => other.startsWith(tag))).toEqual([tag]);
    }
  });
});
