import { LedgerError } from "./errors.ts";
import type { Rights } from "./terms.ts";
import { packRights, packSections, unpackRights, unpackSections } from "./terms.ts";

/** What somebody asks to be lent. */
export interface Request {
  /** The slice in which it was asked. */
  readonly askedAt: number;
  /** For how many slices. */
  readonly duration: number;
  readonly rights: Rights;
  /** Section numbers, ascending. */
  readonly sections: readonly number[];
}

const MASK_32 = (1n << 32n) - 1n;

/**
 * Reads a request's word: askedAt 32, duration 32, rights 8, sections 128, from the lowest on.
 * Null for the zero word, "no request".
 *
 * @throws LedgerError `ledger/foreign-word` for a word that the ledger cannot have written
 */
export function unpackRequest(word: bigint): Request | null {
  if (word === 0n) return null;
  const request = {
    askedAt: Number(word & MASK_32),
    duration: Number((word >> 32n) & MASK_32),
    rights: unpackRights(Number((word >> 64n) & 0xffn)),
    sections: unpackSections(word >> 72n),
  };
  if (word >> 200n !== 0n || request.duration === 0 || request.sections.length === 0) {
    throw new LedgerError("ledger/foreign-word", "This is not a request that the ledger knows.");
  }
  return request;
}

/** Packs a request as {@link unpackRequest} reads it. */
export function packRequest({ askedAt, duration, rights, sections }: Request): bigint {
  return (
    BigInt(askedAt) |
    (BigInt(duration) << 32n) |
    (BigInt(packRights(rights)) << 64n) |
    (packSections(sections) << 72n)
  );
}
