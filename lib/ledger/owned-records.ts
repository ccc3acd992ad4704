import type { Address } from "viem";
import { isAddressEqual } from "viem";
import { hasCode } from "../error.ts";
import type { LedgerError } from "./errors.ts";
import type { LedgerEvent } from "./event.ts";
import { lentJournal } from "./history.ts";
import { keep, kept } from "./kept.ts";
import type { Ledger } from "./ledger.ts";
import type { ReadOptions } from "./read.ts";
import type { LedgerRecord } from "./record.ts";
import { readRecords } from "./record.ts";
import { recordId } from "./record-id.ts";

/** Numbers in a row that end the search for an account's records where none of them is used. */
export const SALT_GAP = 32;

/** Records asked for in one call, and calls made at a time. */
const A_CALL = 128;
const MAX_CALLS = 16;

/** How many salts further up are looked at with the first: together they reach beyond 10 000. */
const PROBES = 24;

/** A record that an account owns. */
export interface OwnedRecord extends LedgerRecord {
  /** The salt that its id was made with; null for a record taken over from somebody else. */
  readonly salt: number | null;
}

export interface OwnedRecordsOptions extends ReadOptions {
  /** How many unused salts in a row end the search. Default 32. */
  readonly gap?: number | undefined;
  /**
   * Told where the account's journal cannot be read in whole: records that it took over from others
   * are left out then. Without it, that fails.
   */
  readonly onPartial?: ((error: LedgerError) => void) | undefined;
}

/**
 * Finds an account's records from its address alone: those it created, by trying the salts 0, 1,
 * 2, … until `gap` in a row are unused, and those that were offered to it and are its own now. Records
 * it has handed on are not among them. In order of salt, taken over ones last. It takes one round trip
 * for few records and two for some thousand: about how many there are is looked at with the first.
 *
 * @throws LedgerError as `readRecord` and `lentJournal` do
 */
export async function findOwnedRecords(
  ledger: Ledger,
  owner: Address,
  options: OwnedRecordsOptions = {},
): Promise<OwnedRecord[]> {
  const [{ created }, takenOver] = await Promise.all([
    findCreated(ledger, owner, options),
    findTakenOver(ledger, owner, options),
  ]);
  const own = created.filter((record) => isAddressEqual(record.owner, owner));
  const ids = new Set(created.map(({ id }) => id));
  return [...own, ...takenOver.filter(({ id }) => !ids.has(id))];
}

/**
 * The lowest salt above all that an account has used, for its next record. Throws as
 * {@link findOwnedRecords} does.
 */
export async function nextSalt(
  ledger: Ledger,
  owner: Address,
  options: OwnedRecordsOptions = {},
): Promise<number> {
  return (await findCreated(ledger, owner, options)).nextSalt;
}

interface CreatedRecord extends OwnedRecord {
  readonly salt: number;
}

async function findCreated(
  ledger: Ledger,
  owner: Address,
  { gap = SALT_GAP, ...options }: OwnedRecordsOptions,
): Promise<{ created: CreatedRecord[]; nextSalt: number }> {
  const read = async (salts: readonly number[]) => {
    const ids = salts.map((salt) => recordId(ledger, { owner, salt }));
    const records = await readRecords(ledger, ids, options);
    return salts.flatMap((salt, i): CreatedRecord[] => {
      const record = records[i];
      return record ? [{ ...record, salt }] : [];
    });
  };
  const created: CreatedRecord[] = [];
  let nextSalt = 0;
  /** Below this, salts are likely to be used: so many are asked for together. */
  let likely = gap;
  for (let from = 0; from < nextSalt + gap; ) {
    const probes = from === 0 ? probesFrom(likely + gap) : [];
    // Where all were used that were likely, as many again: few round trips, whatever the number.
    const more = from === nextSalt && from >= likely ? 2 * from : 0;
    const to = Math.min(Math.max(likely, nextSalt, more) + gap, from + MAX_CALLS * A_CALL);
    const parts = inParts(range(from, to), A_CALL);
    const [probed = [], ...found] = await Promise.all([probes, ...parts].map(read));
    for (const record of found.flat()) {
      if (record.salt >= nextSalt + gap) break;
      created.push(record);
      nextSalt = record.salt + 1;
    }
    const reached = probed.at(-1)?.salt ?? 0;
    if (reached > 0) likely = probes.find((probe) => probe > reached) ?? reached;
    from = to;
  }
  keep(ledger, kept.nextSalt(owner), nextSalt);
  return { created, nextSalt };
}

/** Salts from one on, each a quarter further than the one before: they show about how many there are. */
function probesFrom(first: number): number[] {
  return Array.from({ length: PROBES }, (_, i) => Math.ceil(first * 1.25 ** i));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, i) => from + i);
}

function inParts<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, i) =>
    items.slice(i * size, (i + 1) * size),
  );
}

async function findTakenOver(
  ledger: Ledger,
  owner: Address,
  { onPartial, ...options }: OwnedRecordsOptions,
): Promise<OwnedRecord[]> {
  let events: readonly LedgerEvent[];
  try {
    ({ events } = await lentJournal(ledger, owner, options));
  } catch (error) {
    if (onPartial === undefined || !hasCode(error, "ledger/history-gap")) throw error;
    onPartial(error as LedgerError);
    return [];
  }
  const offered = events.filter(({ kind }) => kind === "offered").map(({ record }) => record);
  const records = await readRecords(ledger, [...new Set(offered)], options);
  return records
    .filter((record) => record !== null && isAddressEqual(record.owner, owner))
    .map((record) => ({ ...(record as LedgerRecord), salt: null }));
}
