import fc from "fast-check";
import type { Hash } from "viem";
import type { JournalEntry } from "../../lib/ledger/journal.ts";
import type { JournalWord } from "../../lib/ledger/journal-word.ts";
import { advanceJournal, emptyJournal } from "../../lib/ledger/journal-word.ts";

/** A journal kept the way the ledger keeps it, without a chain. */
export interface SimulatedJournal {
  word: JournalWord;
  events: JournalEntry[];
  byBlock: Map<bigint, JournalEntry[]>;
}

/** `blocks[i]` is the block of event `i + 1`, ascending. */
export function simulateJournal(blocks: readonly bigint[]): SimulatedJournal {
  const journal: SimulatedJournal = { word: emptyJournal, events: [], byBlock: new Map() };
  for (const [i, blockNumber] of blocks.entries()) {
    const event: JournalEntry = {
      number: i + 1,
      prior: journal.word,
      blockNumber,
      blockHash: blockHash(blockNumber),
      logIndex: i,
    };
    journal.events.push(event);
    journal.byBlock.set(blockNumber, [...(journal.byBlock.get(blockNumber) ?? []), event]);
    journal.word = advanceJournal(journal.word, blockNumber);
  }
  return journal;
}

export function blockHash(blockNumber: bigint, fork = 0): Hash {
  return `0x${fork.toString(16).padStart(32, "0")}${blockNumber.toString(16).padStart(32, "0")}`;
}

/** Block numbers of up to 300 events: some share a block, some lie far apart. */
export const blocksOfEvents = fc
  .array(fc.oneof({ weight: 3, arbitrary: fc.constant(0) }, fc.nat(1000)), {
    minLength: 1,
    maxLength: 300,
  })
  .map((gaps) => {
    let block = 1n;
    return gaps.map((gap) => {
      block += BigInt(gap);
      return block;
    });
  });
