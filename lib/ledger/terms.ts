import { LedgerError } from "./errors.ts";

/** Sections that a record can have. */
export const SECTION_LIMIT = 128;

/** What a lease allows. Writing includes reading. */
export interface Rights {
  readonly read: boolean;
  readonly write: boolean;
}

/** The terms of a lease. Times are slices: minutes since 1970. */
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

/** A lease, as the one word of a grant holds it. */
export interface Grant {
  readonly terms: Terms;
  /** Its number in the record's lease tree. */
  readonly leaf: number;
}

/** Where a grant stands. `ended` by a revocation of all, or by closing: the generation moved on. */
export type GrantState = "none" | "pending" | "live" | "expired" | "ended";

const READ = 1;
const WRITE = 2;

/** Bits of a grant's fields, from the lowest on; slices have as many as the time tree is deep. */
const WIDTHS = {
  leaf: 32n,
  notBefore: 26n,
  expiresAt: 26n,
  since: 26n,
  sections: 128n,
  rights: 2n,
  generation: 16n,
} as const;

type Field = keyof typeof WIDTHS;

const FIELDS = Object.entries(WIDTHS) as [Field, bigint][];

/**
 * Packs a grant as the ledger's `Lease` does.
 *
 * @throws LedgerError `ledger/foreign-word` for one that there cannot be: no section or an unknown
 * one, a number that does not fit, an empty window
 */
export function packGrant({ terms, leaf }: Grant): bigint {
  const fields: Record<Field, bigint> = {
    leaf: unsigned(leaf),
    notBefore: unsigned(terms.notBefore),
    expiresAt: unsigned(terms.expiresAt),
    since: unsigned(terms.since),
    sections: packSections(terms.sections),
    rights: BigInt(packRights(terms.rights)),
    generation: unsigned(terms.generation),
  };
  let word = 0n;
  let offset = 0n;
  for (const [name, width] of FIELDS) {
    if (fields[name] >> width !== 0n) throw foreign();
    word |= fields[name] << offset;
    offset += width;
  }
  if (!isSound(terms)) throw foreign();
  return word;
}

/**
 * Reads a grant's word; null for the zero word, "no grant".
 *
 * @throws LedgerError `ledger/foreign-word` for a word that the ledger cannot have written
 */
export function unpackGrant(word: bigint): Grant | null {
  if (word === 0n) return null;
  const fields: Partial<Record<Field, bigint>> = {};
  let rest = word;
  for (const [name, width] of FIELDS) {
    fields[name] = rest & ((1n << width) - 1n);
    rest >>= width;
  }
  const { leaf, notBefore, expiresAt, since, sections, rights, generation } = fields as Record<
    Field,
    bigint
  >;
  const terms: Terms = {
    notBefore: Number(notBefore),
    expiresAt: Number(expiresAt),
    since: Number(since),
    sections: unpackSections(sections),
    rights: unpackRights(Number(rights)),
    generation: Number(generation),
  };
  if (rest !== 0n || !isSound(terms)) throw foreign();
  return { terms, leaf: Number(leaf) };
}

/** Whether the ledger takes such terms, at some time. */
function isSound({ sections, notBefore, expiresAt, since }: Terms): boolean {
  return sections.length > 0 && notBefore < expiresAt && since < expiresAt;
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

function unsigned(value: number): bigint {
  if (!Number.isSafeInteger(value) || value < 0) throw foreign();
  return BigInt(value);
}

function foreign(): LedgerError {
  return new LedgerError("ledger/foreign-word", "These are not terms that the ledger knows.");
}
