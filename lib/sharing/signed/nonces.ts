import { randomBytes } from "@noble/hashes/utils.js";
import type { Address } from "viem";
import { z } from "zod/mini";
import { toHex } from "../../bytes.ts";
import type { Memory } from "../memory.ts";

/** Nonces to a word of the ledger's storage: the first of a word costs more gas than the others. */
const WORD_LENGTH = 256;
const WORD_BYTES = 31;

const stateSchema = z.object({
  word: z.templateLiteral(["0x", z.string().check(z.regex(/^[0-9a-f]{62}$/))]),
  next: z.int().check(z.gte(0), z.lte(WORD_LENGTH)),
});

/**
 * Gives out a nonce of an account that no signature has had: from words that this device drew at
 * random, in order. Signatures may be sent in any order.
 */
export async function takeNonce(memory: Memory, account: Address): Promise<bigint> {
  let nonce = 0n;
  await memory.update(`nonces/${account.toLowerCase()}`, (present) => {
    const parsed = z.safeParse(stateSchema, present);
    const isFresh = !parsed.success || parsed.data.next === WORD_LENGTH;
    const { word, next } = isFresh
      ? { word: toHex(randomBytes(WORD_BYTES)), next: 0 }
      : parsed.data;
    nonce = BigInt(word) * BigInt(WORD_LENGTH) + BigInt(next);
    return { word, next: next + 1 };
  });
  return nonce;
}
