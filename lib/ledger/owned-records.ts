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

/** Calls of a batch each that are made at a time. */
const MAX_BATCHES = 16;

/** A record that an account owns. */
export interface OwnedRecord extends LedgerRecord {
  /** The salt that its id was made with; null for a record taken over from somebody else. */
  readonly salt: number | null;
}

export interface OwnedRecordsOptions extends ReadOptions {
  /**
   * How many unused salts in a row may end the search. Default 32: also the number of records asked
   * for in one call.
   */
  readonly gap?: number | undefined;
  /**
   * Told where the account's journal cannot be read in whole: records that it took over from others
   * are left out then. Without it, that fails.
   */
  readonly onPartial?: ((error: LedgerError) => void) | undefined;
}

/**
 * Finds an account's records from its address alone: those it created, by trying the salts 0, 1,
 * 2, … in batches until `gap` or more in a row are unused, and those that were offered to it and are its
 * own now. Records it has handed on are not among them. In order of salt, taken over ones last.
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
  const created: CreatedRecord[] = [];
  let nextSalt = 0;
  const readBatch = (from: number) => {
    const salts = Array.from({ length: gap }, (_, i) => from + i);
    const ids = salts.map((salt) => recordId(ledger, { owner, salt }));
    return readRecords(ledger, ids, options);
  };
  // Each time as many calls together as there were records before: few round trips for many records.
  for (let from = 0, batches = 1; from < nextSalt + gap; ) {
    const starts = Array.from({ length: batches }, (_, i) => from + i * gap);
    const records = (await Promise.all(starts.map(readBatch))).flat();
    for (const [i, record] of records.entries()) {
      if (record === null) continue;
      created.push({ ...record, salt: from + i });
      nextSalt = from + i + 1;
    }
    from += records.length;
    batches = Math.max(1, Math.min(MAX_BATCHES, Math.ceil(created.length / gap)));
  }
  keep(ledger, kept.nextSalt(owner), nextSalt);
  return { created, nextSalt };
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
