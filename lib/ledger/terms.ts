import { SLICE_LIMIT } from "../slice.ts";
import { LedgerError } from "./errors.ts";

/** Sections that a record can have. */
export const SECTION_LIMIT = 128;

/** What a lease allows. Writing includes reading. */
export interface Rights {
  readonly read: boolean;
  readonly write: boolean;
}

/** The terms of a lease, as a grant's word holds them. Times are slices: minutes since 1970. */
export interface Terms {
  /** First slice in which the lease is live. */
  readonly notBefore: number;
  /** First slice in which it no longer is. */
  readonly expiresAt: number;
  /** First slice of the data that was lent; 0 lends the whole history. */
  readonly since: number;
  /** Section numbers, ascending. */
  readonly sections: readonly number[];
  readonly rights: Rights;
  /** The record's generation when it was granted. */
  readonly generation: number;
}

/** Where a grant stands. `ended` by a revocation of all, or by closing: the generation moved on. */
export type GrantState = "none" | "pending" | "live" | "expired" | "ended";

const READ = 1;
const WRITE = 2;

/** A terms word has fields of 32, 32, 32, 128, 8 and 16 bits, from the lowest on. */
const WIDTHS = [32n, 32n, 32n, 128n, 8n, 16n] as const;

/**
 * Packs terms as the ledger's `Terms` does.
 *
 * @throws LedgerError `ledger/foreign-word` for terms that no grant can have: no section or one
 * that there cannot be, a number that does not fit, an empty window.
 */
export function packTerms(terms: Terms): bigint {
  const fields = [
    BigInt(terms.notBefore),
    BigInt(terms.expiresAt),
    BigInt(terms.since),
    packSections(terms.sections),
    BigInt(packRights(terms.rights)),
    BigInt(terms.generation),
  ];
  let word = 0n;
  let offset = 0n;
  for (const [i, width] of WIDTHS.entries()) {
    const field = fields[i] ?? 0n;
    if (field < 0n || field >> width !== 0n) throw foreign();
    word |= field << offset;
    offset += width;
  }
  unpackTerms(word);
  return word;
}

/**
 * Reads the terms in a grant's word; null for the zero word, "no grant".
 *
 * @throws LedgerError `ledger/foreign-word` for a word that the ledger cannot have written.
 */
export function unpackTerms(word: bigint): Terms | null {
  if (word === 0n) return null;
  let rest = word;
  const [notBefore, expiresAt, since, sections, rights, generation] = WIDTHS.map((width) => {
    const field = rest & ((1n << width) - 1n);
    rest >>= width;
    return field;
  }) as [bigint, bigint, bigint, bigint, bigint, bigint];
  const terms: Terms = {
    notBefore: Number(notBefore),
    expiresAt: Number(expiresAt),
    since: Number(since),
    sections: unpackSections(sections),
    rights: unpackRights(Number(rights)),
    generation: Number(generation),
  };
  const sound =
    rest === 0n &&
    terms.sections.length > 0 &&
    terms.expiresAt < SLICE_LIMIT &&
    terms.notBefore < terms.expiresAt &&
    terms.since < terms.expiresAt;
  if (!sound) throw foreign();
  return terms;
}

/**
 * Where a grant stands in a slice: the rule of the ledger's `hasAccess`. A closed record, or one
 * of another generation, has ended all its grants.
 */
export function grantState(
  terms: Terms | null,
  now: {
    readonly record: { readonly generation: number; readonly closed: boolean };
    readonly slice: number;
  },
): GrantState {
  if (terms === null) return "none";
  if (now.record.closed || terms.generation !== now.record.generation) return "ended";
  if (now.slice < terms.notBefore) return "pending";
  return now.slice < terms.expiresAt ? "live" : "expired";
}

/** Section numbers as a bitmap: bit `s` stands for section `s`. */
export function packSections(sections: readonly number[]): bigint {
  return sections.reduce((bitmap, section) => {
    if (!Number.isInteger(section) || section < 0 || section >= SECTION_LIMIT) throw foreign();
    return bitmap | (1n << BigInt(section));
  }, 0n);
}

/** The section numbers of a bitmap, ascending. */
export function unpackSections(bitmap: bigint): number[] {
  const sections: number[] = [];
  for (let section = 0; section < SECTION_LIMIT; section++) {
    if ((bitmap >> BigInt(section)) & 1n) sections.push(section);
  }
  return sections;
}

/** Rights as the ledger counts them: 1 to read, 3 to read and write. */
export function packRights({ read, write }: Rights): number {
  if (!read) throw foreign();
  return write ? READ | WRITE : READ;
}

/** @throws LedgerError `ledger/foreign-word` for anything but 1 and 3. */
export function unpackRights(rights: number): Rights {
  if (rights !== READ && rights !== (READ | WRITE)) throw foreign();
  return { read: true, write: rights !== READ };
}

function foreign(): LedgerError {
  return new LedgerError("ledger/foreign-word", "These are not terms that the ledger knows.");
}
