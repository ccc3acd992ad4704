import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../../lib/ledger/journal.ts";
import { checkJournal, walkJournal } from "../../../lib/ledger/journal.ts";
import { emptyJournal } from "../../../lib/ledger/journal-word.ts";
import { expectCode } from "../../support/errors.ts";
import type { SimulatedJournal } from "../../support/journals.ts";
import { blockHash, simulateJournal } from "../../support/journals.ts";

/** Block numbers of up to 300 events: some share a block, some lie far apart. */
const blocks = fc
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

function reader({ byBlock }: SimulatedJournal) {
  const reads: bigint[] = [];
  const readBlock = async (blockNumber: bigint): Promise<JournalEntry[]> => {
    reads.push(blockNumber);
    return [...(byBlock.get(blockNumber) ?? [])].reverse();
  };
  return { reads, readBlock };
}

/** Reads in rounds: everything asked before the last answers came is answered together. */
function lockstepReader(journal: SimulatedJournal) {
  let rounds = 0;
  let next: Promise<void> | null = null;
  return {
    rounds: () => rounds,
    async readBlock(blockNumber: bigint): Promise<JournalEntry[]> {
      next ??= new Promise((resolve) => {
        setTimeout(() => {
          rounds++;
          next = null;
          resolve();
        });
      });
      await next;
      return journal.byBlock.get(blockNumber) ?? [];
    },
  };
}

const numbers = (events: readonly JournalEntry[]) => events.map(({ number }) => number);
const upTo = (count: number, from = 1) =>
  Array.from({ length: count - from + 1 }, (_, i) => from + i);

describe("walkJournal", () => {
  it("finds every event once and reads every block once", async () => {
    await fc.assert(
      fc.asyncProperty(blocks, fc.integer({ min: 1, max: 64 }), async (at, concurrency) => {
        const journal = simulateJournal(at);
        const { reads, readBlock } = reader(journal);
        const events = await walkJournal(journal.word, readBlock, { concurrency });
        expect(events).toEqual(journal.events);
        expect(reads.length).toBe(new Set(reads).size);
        expect(new Set(reads)).toEqual(new Set(at));
        checkJournal(journal.word, events);
      }),
      { numRuns: 100 },
    );
  });

  it("stops at the event it is told to", async () => {
    await fc.assert(
      fc.asyncProperty(blocks, fc.nat(299), async (at, known) => {
        const since = Math.min(known, at.length);
        const journal = simulateJournal(at);
        const { reads, readBlock } = reader(journal);
        const events = await walkJournal(journal.word, readBlock, { since });
        expect(numbers(events)).toEqual(upTo(at.length, since + 1));
        expect(new Set(reads)).toEqual(new Set(at.slice(since)));
        checkJournal(journal.word, events, { since, previous: journal.events[since - 1] ?? null });
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    [1, 1],
    [16, 7],
    [300, 16],
    [1000, 16],
    [4096, 19],
  ])("needs no more than 3 log4(n) + 1 round trips for %i events", async (count, bound) => {
    const journal = simulateJournal(upTo(count).map(BigInt));
    const { rounds, readBlock } = lockstepReader(journal);
    const events = await walkJournal(journal.word, readBlock, { concurrency: count });
    expect(events).toHaveLength(count);
    expect(rounds()).toBeLessThanOrEqual(bound);
  });

  it("keeps to the number of reads in flight that it is given", async () => {
    const journal = simulateJournal(upTo(300).map(BigInt));
    let running = 0;
    let most = 0;
    await walkJournal(
      journal.word,
      async (blockNumber) => {
        most = Math.max(most, ++running);
        await new Promise((resolve) => setTimeout(resolve));
        running--;
        return journal.byBlock.get(blockNumber) ?? [];
      },
      { concurrency: 5 },
    );
    expect(most).toBe(5);
  });

  it("reads nothing for an empty journal", async () => {
    const events = await walkJournal(emptyJournal, () => Promise.reject("must not be asked"));
    expect(events).toEqual([]);
  });

  it("stops when it is told to, and tells its readers", async () => {
    const journal = simulateJournal(upTo(300).map(BigInt));
    const abort = new AbortController();
    const signals: AbortSignal[] = [];
    const walk = walkJournal(
      journal.word,
      (_, signal) => {
        signals.push(signal);
        if (signals.length === 3) abort.abort("enough");
        return new Promise<never>(() => {});
      },
      { signal: abort.signal },
    );
    await expect(walk).rejects.toBe("enough");
    expect(signals.length).toBeLessThan(10);
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  });

  it("ends the other reads when one fails", async () => {
    const journal = simulateJournal(upTo(300).map(BigInt));
    const signals: AbortSignal[] = [];
    const walk = walkJournal(journal.word, (_, signal) => {
      signals.push(signal);
      return signals.length === 2 ? Promise.reject<never>("no") : new Promise<never>(() => {});
    });
    await expect(walk).rejects.toBe("no");
    expect(signals.every((signal) => signal.aborted)).toBe(true);
  });

  it("does not follow a node that makes up events without end", async () => {
    const journal = simulateJournal(upTo(20).map(BigInt));
    let reads = 0;
    await expectCode("ledger/history-inconsistent", () =>
      walkJournal(journal.word, async (blockNumber) => {
        reads++;
        const blocks = journal.word.blocks.map((_, i) => blockNumber * 10n + BigInt(i) + 100n);
        return [
          { ...journal.events[19], number: 20, prior: { count: 19, blocks } } as JournalEntry,
        ];
      }),
    );
    expect(reads).toBeLessThan(20);
  });
});

describe("checkJournal", () => {
  const journal = simulateJournal([1n, 1n, 4n, 5n, 5n, 9n, 12n, 13n, 20n].concat([30n, 31n]));
  const change = (number: number, by: Partial<JournalEntry>) =>
    journal.events.map((event) => (event.number === number ? { ...event, ...by } : event));

  it("names the numbers that are missing", async () => {
    const events = journal.events.filter(({ number }) => number !== 3 && number !== 11);
    const error = await expectCode("ledger/history-gap", () => checkJournal(journal.word, events));
    expect(error.details).toEqual({ missing: [3, 11] });
  });

  it.each([
    ["another block", change(6, { blockNumber: 10n })],
    ["another block for the last", change(11, { blockNumber: 32n })],
    ["another fork of its block", change(5, { blockHash: blockHash(5n, 1) })],
    ["another place in its block", change(5, { logIndex: 0 })],
    ["another word before it", change(6, { prior: simulateJournal([1n, 1n, 4n, 5n, 6n]).word })],
    ["a first event with a past", change(1, { prior: simulateJournal([1n]).word })],
  ])("refuses an event with %s", async (_, events) => {
    await expectCode("ledger/history-inconsistent", () => checkJournal(journal.word, events));
  });

  it("refuses a word in storage that its events do not lead to", async () => {
    const { word } = simulateJournal([1n, 1n, 4n, 5n, 5n, 9n, 12n, 14n, 20n, 30n, 31n]);
    await expectCode("ledger/history-inconsistent", () => checkJournal(word, journal.events));
  });

  it("refuses new events that do not follow the known one", async () => {
    const events = journal.events.slice(5);
    const previous = { ...(journal.events[4] as JournalEntry), blockNumber: 4n };
    await expectCode("ledger/history-inconsistent", () =>
      checkJournal(journal.word, events, { since: 5, previous }),
    );
  });

  it("notices any event that is left out, whichever", async () => {
    await fc.assert(
      fc.asyncProperty(blocks, fc.nat(), async (at, seed) => {
        const whole = simulateJournal(at);
        const left = (seed % at.length) + 1;
        const { readBlock } = reader(whole);
        const events = await walkJournal(whole.word, async (blockNumber) =>
          (await readBlock(blockNumber)).filter(({ number }) => number !== left),
        );
        const error = await expectCode("ledger/history-gap", () =>
          checkJournal(whole.word, events),
        );
        expect(error.details.missing).toContain(left);
      }),
      { numRuns: 50 },
    );
  });
});
