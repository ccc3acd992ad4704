import type { Hash } from "viem";
import { LedgerError } from "./errors.ts";
import type { JournalWord } from "./journal-word.ts";
import { advanceJournal, emptyJournal, sameJournal } from "./journal-word.ts";

/** An event's place in one journal: its number (from 1) and the journal word before it. */
export interface JournalEntry {
  readonly number: number;
  readonly prior: JournalWord;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly logIndex: number;
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

/** That the event of a number does not fit what else the node said. */
export function inconsistent(number: number): LedgerError {
  return new LedgerError(
    "ledger/history-inconsistent",
    "The node's history contradicts itself. The chain may just have been reorganised.",
    { details: { number } },
  );
}
