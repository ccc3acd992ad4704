import { describe, expect, it } from "vitest";
import { fromHex, toHex } from "../../../lib/bytes.ts";
import { seal, unseal } from "../../../lib/crypto/seal.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf, flipped } from "./fixtures.ts";

const KEY = bytesOf("key", 32);
const AAD = bytesOf("aad", 20);
const PLAINTEXT = bytesOf("plaintext", 32);

describe("seal", () => {
  it("gives test case 14 of the GCM specification (McGrew, Viega)", async () => {
    const sealed = await seal(new Uint8Array(32), {
      aad: new Uint8Array(),
      plaintext: new Uint8Array(16),
    });
    expect(toHex(sealed)).toBe(
      "0xcea7403d4d606b6e074ec5d3baf39d18d0d1c8a799996bf0265b98b5d48ab919",
    );
  });

  it("is opened by the same key and associated data", async () => {
    const sealed = await seal(KEY, { aad: AAD, plaintext: PLAINTEXT });
    expect(sealed).toHaveLength(PLAINTEXT.length + 16);
    expect(await unseal(KEY, { aad: AAD, sealed })).toEqual(PLAINTEXT);
  });

  it("refuses a change to any byte of key, associated data or ciphertext", async () => {
    const sealed = await seal(KEY, { aad: AAD, plaintext: PLAINTEXT });
    for (let at = 0; at < 48; at++) {
      await expectCode("crypto/tampered", () =>
        unseal(KEY, { aad: AAD, sealed: flipped(sealed, at) }),
      );
      if (at < 32)
        await expectCode("crypto/tampered", () => unseal(flipped(KEY, at), { aad: AAD, sealed }));
      if (at < 20)
        await expectCode("crypto/tampered", () => unseal(KEY, { aad: flipped(AAD, at), sealed }));
    }
  });

  it("refuses every truncation", async () => {
    const sealed = await seal(KEY, { aad: AAD, plaintext: PLAINTEXT });
    for (let length = 0; length < sealed.length; length++) {
      const cut = sealed.subarray(0, length);
      await expectCode("crypto/tampered", () => unseal(KEY, { aad: AAD, sealed: cut }));
    }
  });

  it("refuses keys of another length", async () => {
    for (const length of [0, 16, 31, 33]) {
      const key = new Uint8Array(length);
      const aad = AAD;
      await expectCode("crypto/invalid-argument", () => seal(key, { aad, plaintext: PLAINTEXT }));
      await expectCode("crypto/invalid-argument", () =>
        unseal(key, { aad, sealed: fromHex("00") }),
      );
    }
  });
});
