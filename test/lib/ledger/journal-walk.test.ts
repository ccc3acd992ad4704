import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { JournalEntry } from "../../../lib/ledger/journal.ts";
import { checkJournal } from "../../../lib/ledger/journal.ts";
import type { Stretch } from "../../../lib/ledger/journal-walk.ts";
import { walkJournal } from "../../../lib/ledger/journal-walk.ts";
import { emptyJournal } from "../../../lib/ledger/journal-word.ts";
import { expectCode } from "../../support/errors.ts";
import type { SimulatedJournal } from "../../support/journals.ts";
import { blockHash, blocksOfEvents as blocks, simulateJournal } from "../../support/journals.ts";

/** The events of a stretch of blocks, the last first. */
function eventsIn({ byBlock }: SimulatedJournal, { fromBlock, toBlock }: Stretch): JournalEntry[] {
  const events: JournalEntry[] = [];
  for (let block = toBlock; block >= fromBlock; block--) {
    events.push(...[...(byBlock.get(block) ?? [])].reverse());
  }
  return events;
}

function reader(journal: SimulatedJournal) {
  const reads: Stretch[] = [];
  const read = async (stretch: Stretch): Promise<JournalEntry[]> => {
    reads.push(stretch);
    return eventsIn(journal, stretch);
  };
  return { reads, read };
}

/** Reads in rounds: everything asked before the last answers came is answered together. */
function lockstepReader(journal: SimulatedJournal) {
  let rounds = 0;
  let next: Promise<void> | null = null;
  return {
    rounds: () => rounds,
    async read(stretch: Stretch): Promise<JournalEntry[]> {
      next ??= new Promise((resolve) => {
        setTimeout(() => {
          rounds++;
          next = null;
          resolve();
        });
      });
      await next;
      return eventsIn(journal, stretch);
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
        const { reads, read } = reader(journal);
        const events = await walkJournal(journal.word, read, { concurrency });
        expect(events).toEqual(journal.events);
        expect(reads.every(({ fromBlock, toBlock }) => fromBlock === toBlock)).toBe(true);
        expect(reads.length).toBe(new Set(at).size);
        expect(new Set(reads.map(({ toBlock }) => toBlock))).toEqual(new Set(at));
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
        const { reads, read } = reader(journal);
        const events = await walkJournal(journal.word, read, { since });
        expect(numbers(events)).toEqual(upTo(at.length, since + 1));
        expect(new Set(reads.map(({ toBlock }) => toBlock))).toEqual(new Set(at.slice(since)));
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
    const { rounds, read } = lockstepReader(journal);
    const events = await walkJournal(journal.word, read, { concurrency: count });
    expect(events).toHaveLength(count);
    expect(rounds()).toBeLessThanOrEqual(bound);
  });

  it.each([1, 10])(
    "keeps to the reads in flight that it is given, %i blocks wide",
    async (widest) => {
      const journal = simulateJournal(upTo(300).map(BigInt));
      let running = 0;
      let most = 0;
      await walkJournal(
        journal.word,
        async (stretch) => {
          most = Math.max(most, ++running);
          await new Promise((resolve) => setTimeout(resolve));
          running--;
          return eventsIn(journal, stretch);
        },
        { concurrency: 5, widest, floor: 0n },
      );
      expect(most).toBe(5);
    },
  );

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
      walkJournal(journal.word, async ({ toBlock }) => {
        reads++;
        const blocks = journal.word.blocks.map((_, i) => toBlock * 10n + BigInt(i) + 100n);
        const made = { number: 20, prior: { count: 19, blocks }, blockHash: blockHash(toBlock) };
        return [{ ...journal.events[19], ...made } as JournalEntry];
      }),
    );
    expect(reads).toBeLessThan(20);
  });
});

describe("walkJournal by stretches", () => {
  const anyWay = fc.record({
    widest: fc.integer({ min: 2, max: 5000 }),
    concurrency: fc.integer({ min: 1, max: 64 }),
    known: fc.nat(299),
    floor: fc.boolean(),
  });

  it("finds every event, by no read that is wider than allowed", async () => {
    await fc.assert(
      fc.asyncProperty(blocks, anyWay, async (at, { widest, concurrency, known, floor }) => {
        const journal = simulateJournal(at);
        const since = Math.min(known, at.length);
        const previous = journal.events[since - 1] ?? null;
        const { reads, read } = reader(journal);
        const events = await walkJournal(journal.word, read, {
          since,
          widest,
          concurrency,
          ...(floor && { floor: previous?.blockNumber ?? 0n }),
        });
        expect(numbers(events)).toEqual(upTo(at.length, since + 1));
        checkJournal(journal.word, events, { since, previous });
        for (const { fromBlock, toBlock } of reads) {
          expect(toBlock - fromBlock).toBeGreaterThanOrEqual(0n);
          expect(toBlock - fromBlock).toBeLessThan(BigInt(widest));
        }
      }),
      { numRuns: 200 },
    );
  });

  /** 1 000 events, as many blocks apart; ranges of 10 000 blocks; what may be read, and in how many rounds. */
  it.each([
    [100, 12, 1],
    [1_000, 110, 4],
    [5_000, 600, 16],
    [50_000, 1_000, 24],
  ])("reads less where events lie %i blocks apart", async (apart, mostReads, mostRounds) => {
    const journal = simulateJournal(upTo(1_000).map((i) => BigInt(i * apart)));
    const sparse = (stretch: Stretch) =>
      journal.events.filter(
        ({ blockNumber }) => stretch.fromBlock <= blockNumber && blockNumber <= stretch.toBlock,
      );
    let [reads, rounds] = [0, 0];
    let next: Promise<void> | null = null;
    const read = async (stretch: Stretch) => {
      reads++;
      next ??= new Promise((resolve) => {
        setTimeout(() => {
          rounds++;
          next = null;
          resolve();
        });
      });
      await next;
      return sparse(stretch);
    };
    const options = { widest: 10_000, floor: 0n };
    expect(await walkJournal(journal.word, read, options)).toEqual(journal.events);
    expect(reads).toBeLessThanOrEqual(mostReads);
    expect(rounds).toBeLessThanOrEqual(mostRounds);
  });

  it("leaves out what a node withholds, however often it is asked", async () => {
    const journal = simulateJournal(upTo(300).map((i) => BigInt(i * 10)));
    const { reads, read } = reader(journal);
    const events = await walkJournal(
      journal.word,
      async (stretch) => (await read(stretch)).filter(({ number }) => number % 7 !== 0),
      { widest: 100, floor: 0n },
    );
    await expectCode("ledger/history-gap", () => checkJournal(journal.word, events));
    expect(reads.length).toBeLessThan(600);
  });
});
