import { describe, expect, it } from "vitest";
import { createVolatileMemory } from "../../../../lib/sharing/index.ts";
import { takeNonce } from "../../../../lib/sharing/signed/nonces.ts";

const A = "0x00000000000000000000000000000000000000Aa";
const B = "0x00000000000000000000000000000000000000Bb";

describe("nonces", () => {
  it("are never given twice, and fill one word of the ledger after the other", async () => {
    const memory = createVolatileMemory();
    const taken: bigint[] = [];
    for (let i = 0; i < 600; i++) taken.push(await takeNonce(memory, A));
    expect(new Set(taken).size).toBe(600);
    const words = taken.map((nonce) => nonce >> 8n);
    expect(new Set(words).size).toBe(3);
    expect(words.slice(0, 256).every((word) => word === words[0])).toBe(true);
    expect(taken.every((nonce) => nonce >= 0n && nonce < 2n ** 256n)).toBe(true);
  });

  it("are never given twice to those who ask at the same time", async () => {
    const memory = createVolatileMemory();
    const taken = await Promise.all(Array.from({ length: 100 }, () => takeNonce(memory, A)));
    expect(new Set(taken).size).toBe(100);
  });

  it("of other devices and accounts are of other words", async () => {
    const memory = createVolatileMemory();
    const words = [
      await takeNonce(memory, A),
      await takeNonce(memory, B),
      await takeNonce(createVolatileMemory(), A),
    ].map((nonce) => nonce >> 8n);
    expect(new Set(words).size).toBe(3);
  });

  it("begin in a word of their own where the memory holds nonsense", async () => {
    for (const nonsense of [null, 7, { word: "0x12", next: 0 }, { word: `0x${"0".repeat(62)}` }]) {
      const memory = createVolatileMemory();
      await memory.update(`nonces/${A.toLowerCase()}`, () => nonsense);
      const nonce = await takeNonce(memory, A);
      expect(nonce & 0xffn).toBe(0n);
      expect(nonce >> 8n).not.toBe(0n);
    }
  });
});
