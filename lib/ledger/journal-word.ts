import { LedgerError } from "./errors.ts";

/** Levels of the skip list: a level per power of 4, from 1 to 4096. */
export const JOURNAL_LEVELS = 7;

/**
 * A journal's word in storage.
 *
 * `blocks[i]` is the block of the journal's latest event whose number is a multiple of `4 ** i`;
 * events are numbered from 1, and a block of 0 says that there is no such event yet.
 */
export interface JournalWord {
  /** How many events the journal has had. */
  readonly count: number;
  /** {@link JOURNAL_LEVELS} block numbers. */
  readonly blocks: readonly bigint[];
}

export const emptyJournal: JournalWord = { count: 0, blocks: new Array(JOURNAL_LEVELS).fill(0n) };

const FIELD_BITS = 32n;
const FIELD_MASK = (1n << FIELD_BITS) - 1n;

/**
 * Unpacks a journal word: eight fields of 32 bits, the count lowest, then the blocks by level.
 *
 * @throws LedgerError `ledger/foreign-word` where a level has a block without having an event, an
 * event without a block, or a block above that of the level below.
 */
export function unpackJournal(word: bigint): JournalWord {
  const field = (i: number): bigint => (word >> (FIELD_BITS * BigInt(i))) & FIELD_MASK;
  const journal = {
    count: Number(field(0)),
    blocks: Array.from({ length: JOURNAL_LEVELS }, (_, level) => field(level + 1)),
  };
  const foreign = journal.blocks.some(
    (block, level) =>
      (latestNumber(journal.count, level) === 0) !== (block === 0n) ||
      (level > 0 && block > (journal.blocks[level - 1] ?? 0n)),
  );
  if (word < 0n || word >> 256n !== 0n || foreign) {
    throw new LedgerError("ledger/foreign-word", "This is not a journal of the ledger.");
  }
  return journal;
}

/** Packs a journal word, as {@link unpackJournal} reads it. */
export function packJournal({ count, blocks }: JournalWord): bigint {
  return [BigInt(count), ...blocks].reduce(
    (word, field, i) => word | (field << (FIELD_BITS * BigInt(i))),
    0n,
  );
}

/** The journal after one more event, in block `blockNumber`. */
export function advanceJournal(journal: JournalWord, blockNumber: bigint): JournalWord {
  const count = journal.count + 1;
  const blocks = journal.blocks.map((block, level) =>
    count % 4 ** level === 0 ? blockNumber : block,
  );
  return { count, blocks };
}

export function sameJournal(a: JournalWord, b: JournalWord): boolean {
  return a.count === b.count && a.blocks.every((block, level) => block === b.blocks[level]);
}

/** The events that a journal points at: per level the latest one's number and its block. */
export function latestEvents({ count, blocks }: JournalWord): {
  number: number;
  blockNumber: bigint;
}[] {
  return blocks
    .map((blockNumber, level) => ({ number: latestNumber(count, level), blockNumber }))
    .filter(({ number }) => number > 0);
}

/** The number of the latest event of a level, 0 for none. */
function latestNumber(count: number, level: number): number {
  return count - (count % 4 ** level);
}
