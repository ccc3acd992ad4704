import { argon2Sync } from "node:crypto";
import { describe, expect, it } from "vitest";
import {
  derivePassphraseKey,
  MAX_PASSPHRASE_COST,
  MIN_PASSPHRASE_COST,
  PASSPHRASE_COST,
} from "../../../lib/crypto/passphrase.ts";
import { expectCode } from "../../support/errors.ts";
import { bytesOf } from "./fixtures.ts";

const salt = bytesOf("salt", 32);
const cost = MIN_PASSPHRASE_COST;

/** The same function by OpenSSL. */
function native(passphrase: string, { memory, passes } = cost): Uint8Array {
  const parameters = {
    message: Buffer.from(passphrase),
    nonce: salt,
    parallelism: 1,
    tagLength: 32,
    memory,
    passes,
  };
  return new Uint8Array(argon2Sync("argon2id", parameters));
}

describe("derivePassphraseKey", () => {
  it("is Argon2id as others compute it", async () => {
    expect(await derivePassphraseKey("correct horse", { salt })).toEqual(
      native("correct horse", PASSPHRASE_COST),
    );
    expect(await derivePassphraseKey("pässword 🔑", { salt, cost })).toEqual(native("pässword 🔑"));
  });

  it("costs a guess at least what OWASP asks for", () => {
    expect(PASSPHRASE_COST.memory).toBeGreaterThanOrEqual(19 * 1024);
    expect(PASSPHRASE_COST.passes).toBeGreaterThanOrEqual(2);
  });

  it("takes the same text for the same, however it was typed", async () => {
    const composed = await derivePassphraseKey("caf\u00e9 \u2460", { salt, cost });
    expect(await derivePassphraseKey("cafe\u0301 1", { salt, cost })).toEqual(composed);
    expect(composed).toEqual(native("café 1"));
  });

  it("tells how far it is", async () => {
    const shares: number[] = [];
    await derivePassphraseKey("x", { salt, cost, onProgress: (share) => shares.push(share) });
    expect(shares.length).toBeGreaterThan(10);
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    expect(shares.at(-1)).toBe(1);
  });

  it("stops when it is told to", async () => {
    const reason = new DOMException("enough", "AbortError");
    const before = AbortSignal.abort(reason);
    await expect(derivePassphraseKey("x", { salt, cost, signal: before })).rejects.toBe(reason);
    const control = new AbortController();
    let last = 0;
    const onProgress = (share: number) => {
      last = share;
      if (share > 0.3) control.abort(reason);
    };
    const running = derivePassphraseKey("x", { salt, cost, onProgress, signal: control.signal });
    await expect(running).rejects.toBe(reason);
    expect(last).toBeLessThan(0.5);
  });

  it("refuses an empty passphrase, a short salt, and costs out of bounds", async () => {
    const { memory, passes } = cost;
    const refused: Parameters<typeof derivePassphraseKey>[] = [
      ["", { salt }],
      ["x", { salt: salt.slice(0, 15) }],
      ["x", { salt, cost: { memory: memory - 1, passes } }],
      ["x", { salt, cost: { memory, passes: passes - 1 } }],
      ["x", { salt, cost: { memory: MAX_PASSPHRASE_COST.memory + 1, passes } }],
      ["x", { salt, cost: { memory, passes: MAX_PASSPHRASE_COST.passes + 1 } }],
      ["x", { salt, cost: { memory: memory + 0.5, passes } }],
    ];
    for (const arguments_ of refused) {
      await expectCode("crypto/invalid-argument", () => derivePassphraseKey(...arguments_));
    }
  });
});
