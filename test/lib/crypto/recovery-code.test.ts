import { bech32, bech32m } from "@scure/base";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeRecoveryCode, encodeRecoveryCode } from "../../../lib/crypto/recovery-code.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf } from "./fixtures.ts";

const seed = bytesOf("recovery code", 32);
const code = encodeRecoveryCode(seed);
const LETTERS = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";

describe("encodeRecoveryCode", () => {
  it("writes prefix, version and seed in bech32m, in groups of five", () => {
    const words = bech32m.toWords(Uint8Array.of(1, ...seed));
    expect(code.replaceAll(" ", "")).toBe(bech32m.encode("lhkey", words));
    expect(code).toMatch(/^lhkey( [a-z0-9]{5}){12}$/);
  });

  it("refuses a seed of another length", async () => {
    for (const length of [0, 31, 33]) {
      await expectCode("crypto/invalid-argument", () => encodeRecoveryCode(new Uint8Array(length)));
    }
  });
});

describe("decodeRecoveryCode", () => {
  it("reads what was written, however it is spaced or cased", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        expect(decodeRecoveryCode(encodeRecoveryCode(bytes))).toEqual(bytes);
      }),
    );
    const spellings = [
      code.replaceAll(" ", ""),
      code.toUpperCase(),
      code.replaceAll(" ", "-"),
      `\n ${code.replaceAll(" ", "\n")}\t`,
    ];
    for (const text of spellings) expect(decodeRecoveryCode(text)).toEqual(seed);
  });

  it("says of every single wrong letter that it is a mistake", async () => {
    const plain = code.replaceAll(" ", "");
    for (let at = 6; at < plain.length; at++) {
      for (const letter of `${LETTERS}bio1`.replace(plain[at] as string, "")) {
        const text = plain.slice(0, at) + letter + plain.slice(at + 1);
        await expectCode("identity/mistyped-recovery-code", () => decodeRecoveryCode(text));
      }
    }
  });

  it("says of letters that are missing, doubled or swapped that it is a mistake", async () => {
    const plain = code.replaceAll(" ", "");
    for (let at = 6; at < plain.length; at++) {
      const missing = plain.slice(0, at) + plain.slice(at + 1);
      const doubled = plain.slice(0, at + 1) + plain.slice(at);
      const swapped = `${plain.slice(0, at)}${plain[at + 1]}${plain[at]}${plain.slice(at + 2)}`;
      const texts = [missing, doubled, plain.slice(0, at)];
      if (at + 1 < plain.length && plain[at] !== plain[at + 1]) texts.push(swapped);
      for (const text of texts) {
        await expectCode("identity/mistyped-recovery-code", () => decodeRecoveryCode(text));
      }
    }
  });

  it("refuses what is something else", async () => {
    const other = (prefix: string, bytes: Uint8Array, how = bech32m) =>
      how.encode(prefix, how.toWords(bytes));
    const foreign = [
      "",
      "lhkey",
      "0x1234",
      "u9Xk2",
      other("bc", Uint8Array.of(1, ...seed)),
      other("lhkey", Uint8Array.of(2, ...seed)),
      other("lhkey", Uint8Array.of(0, ...seed)),
    ];
    for (const text of foreign) {
      await expectCode("identity/bad-recovery-code", () => decodeRecoveryCode(text));
    }
    // Right prefix, but another length or the older checksum: nobody can tell it from a mistake.
    const alike = [
      other("lhkey", seed),
      other("lhkey", Uint8Array.of(1, ...seed, 0)),
      other("lhkey", Uint8Array.of(1, ...seed), bech32),
    ];
    for (const text of alike) {
      await expectCode("identity/mistyped-recovery-code", () => decodeRecoveryCode(text));
    }
  });
});
