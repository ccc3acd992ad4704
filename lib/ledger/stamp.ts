import { LedgerError } from "./errors.ts";
import { SECTION_LIMIT } from "./terms.ts";

/** Where and under which keys an entry is published. */
export interface Stamp {
  readonly section: number;
  /** The slice whose key the entry is sealed under. */
  readonly slice: number;
  /** The record's epoch. */
  readonly epoch: number;
}

/** Packs a stamp as the ledger's `Stamp` does: section 8, slice 32, epoch 24, from the lowest on. */
export function packStamp({ section, slice, epoch }: Stamp): bigint {
  return BigInt(section) | (BigInt(slice) << 8n) | (BigInt(epoch) << 40n);
}

/** @throws LedgerError `ledger/foreign-word` for a word that the ledger cannot have written */
export function unpackStamp(word: bigint): Stamp {
  const section = Number(word & 0xffn);
  if (section >= SECTION_LIMIT || word >> 64n !== 0n) {
    throw new LedgerError("ledger/foreign-word", "This is not a stamp of the ledger.");
  }
  return { section, slice: Number((word >> 8n) & 0xffffffffn), epoch: Number(word >> 40n) };
}
