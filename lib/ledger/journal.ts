import type { Hash } from "viem";
import { LedgerError } from "./errors.ts";
import type { JournalWord } from "./journal-word.ts";
import { advanceJournal, emptyJournal, latestEvents, sameJournal } from "./journal-word.ts";

/** An event's place in one journal: its number (from 1) and the journal word before it. */
export interface JournalEntry {
  readonly number: number;
  readonly prior: JournalWord;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly logIndex: number;
}

/** Reads the events of one journal that one block holds, in any order. */
export type BlockReader<E extends JournalEntry> = (
  blockNumber: bigint,
  signal: AbortSignal,
) => Promise<readonly E[]>;

export interface WalkOptions {
  /** Leave out the events up to this number. Default 0: all are read. */
  readonly since?: number;
  /** Block reads in flight at a time. Default 64. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the events of a journal from its word in storage.
 *
 * The word names the blocks of the latest event and of the latest events whose numbers are
 * multiples of 4, 16, … 4096; every event carries the word before it. So each block that is read
 * leads to up to seven more: an event is at most 3 steps per level from the word, however the
 * walk is scheduled. Each block is read once, newest first.
 *
 * Returns the events with numbers above `since` up to the word's count, ascending; what is
 * missing or contradictory is for {@link checkJournal} to find.
 *
 * @throws whatever `readBlock` throws; the signal's reason when it aborts.
 */
export async function walkJournal<E extends JournalEntry>(
  word: JournalWord,
  readBlock: BlockReader<E>,
  options: WalkOptions = {},
): Promise<E[]> {
  const { since = 0, concurrency = 64 } = options;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const found = new Map<number, E>();
  const asked = new Set<bigint>();
  const queue: bigint[] = [];

  function follow(from: JournalWord): void {
    for (const { number, blockNumber } of latestEvents(from)) {
      if (number <= since || found.has(number) || asked.has(blockNumber)) continue;
      asked.add(blockNumber);
      queue.push(blockNumber);
    }
  }

  async function work(blockNumber: bigint): Promise<void> {
    const events = await readBlock(blockNumber, signal);
    const fresh = events.filter(({ number }) => number > since && number <= word.count);
    for (const event of fresh) {
      // Each block is read once, so a number that comes again is another event.
      if (found.has(event.number)) throw inconsistent(event.number);
      found.set(event.number, event);
    }
    for (const event of fresh) follow(event.prior);
    queue.sort(ascending);
  }

  follow(word);
  queue.sort(ascending);
  await new Promise<void>((resolve, reject) => {
    let running = 0;
    const advance = (): void => {
      while (running < concurrency && !signal.aborted) {
        const blockNumber = queue.pop();
        if (blockNumber === undefined) break;
        running++;
        work(blockNumber)
          .finally(() => running--)
          .then(advance, reject);
      }
      if (running === 0) resolve();
    };
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
    else advance();
  }).finally(() => stop.abort());
  return [...found.values()].sort((a, b) => a.number - b.number);
}

/**
 * Checks that `events` (ascending) are what the journal `word` counts after `since`: that no
 * number is missing, that each event's word follows from the event before it, and the word in
 * storage from the last one, and that places in the chain ascend.
 *
 * `previous` is the event number `since`, where it is known.
 *
 * @throws LedgerError `ledger/history-gap`, `ledger/history-inconsistent`
 */
export function checkJournal(
  word: JournalWord,
  events: readonly JournalEntry[],
  { since = 0, previous = null }: { since?: number; previous?: JournalEntry | null } = {},
): void {
  const missing = missingNumbers(events, { since, count: word.count });
  if (missing.length > 0) {
    throw new LedgerError(
      "ledger/history-gap",
      "The node left out part of the history. Another node may have it.",
      { details: { missing } },
    );
  }
  let last = previous;
  for (const event of events) {
    const expected = last === null ? null : advanceJournal(last.prior, last.blockNumber);
    if (expected !== null && !sameJournal(event.prior, expected)) throw inconsistent(event.number);
    if (event.prior.count !== event.number - 1) throw inconsistent(event.number);
    if (event.number === 1 && !sameJournal(event.prior, emptyJournal)) throw inconsistent(1);
    if (last !== null && !follows(event, last)) throw inconsistent(event.number);
    last = event;
  }
  if (last !== null && !sameJournal(word, advanceJournal(last.prior, last.blockNumber))) {
    throw inconsistent(last.number);
  }
}

/** Whether `event` can come after `last` in one chain. */
function follows(event: JournalEntry, last: JournalEntry): boolean {
  if (event.blockNumber !== last.blockNumber) return event.blockNumber > last.blockNumber;
  return event.blockHash === last.blockHash && event.logIndex > last.logIndex;
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

function missingNumbers(
  events: readonly JournalEntry[],
  { since, count }: { since: number; count: number },
): number[] {
  const missing: number[] = [];
  const numbers = new Set(events.map(({ number }) => number));
  for (let number = since + 1; number <= count; number++) {
    if (!numbers.has(number)) missing.push(number);
  }
  return missing;
}

function inconsistent(number: number): LedgerError {
  return new LedgerError(
    "ledger/history-inconsistent",
    "The node's history contradicts itself. The chain may just have been reorganised.",
    { details: { number } },
  );
}
