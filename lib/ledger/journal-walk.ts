import type { JournalEntry } from "./journal.ts";
import { inconsistent } from "./journal.ts";
import type { JournalWord } from "./journal-word.ts";
import { JOURNAL_LEVELS, latestEvents } from "./journal-word.ts";

/** Blocks from the first to the last, both inclusive. */
export interface Stretch {
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
}

/** Reads the events of one journal that lie in a stretch of blocks, in any order. */
export type StretchReader<E extends JournalEntry> = (
  stretch: Stretch,
  signal: AbortSignal,
) => Promise<readonly E[]>;

export interface WalkOptions {
  /** Leave out the events up to this number. Default 0: all are read. */
  readonly since?: number;
  /** The block before which no event after `since` can be, where that is known. */
  readonly floor?: bigint | undefined;
  /** How many blocks may be read at once. Default 1. */
  readonly widest?: number;
  /** Reads in flight at a time. Default 100: as many as HTTP/2 servers commonly take. */
  readonly concurrency?: number;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Finds the events of a journal from its word in storage.
 *
 * The word names the blocks of the latest event and of the latest events whose numbers are
 * multiples of 4, 16, … 4096; every event carries the word before it. So each event that is read
 * leads to up to seven more: it is at most 3 steps per level from the word, however the walk is
 * scheduled. Those that lead to most others are read first. What lies between two of them is read at
 * once where that takes no more reads than one for each event, in a short history two.
 *
 * Returns the events with numbers above `since` up to the word's count, ascending; what is
 * missing or contradictory is for `checkJournal` to find.
 *
 * @throws LedgerError `ledger/history-inconsistent` where two events have a number; whatever `read`
 * throws; the signal's reason when it aborts.
 */
export async function walkJournal<E extends JournalEntry>(
  word: JournalWord,
  read: StretchReader<E>,
  options: WalkOptions = {},
): Promise<E[]> {
  const { concurrency = 100, widest = 1 } = options;
  const stop = new AbortController();
  const signal = options.signal ? AbortSignal.any([options.signal, stop.signal]) : stop.signal;
  const plan = createPlan<E>(word, { ...options, concurrency, widest });

  async function work(ask: Ask): Promise<void> {
    const parts = cut(ask, { widest }).map((stretch) => read(stretch, signal));
    plan.found(ask, (await Promise.all(parts)).flat());
  }

  await new Promise<void>((resolve, reject) => {
    let running = 0;
    const advance = (): void => {
      while (!signal.aborted) {
        const ask = plan.next(concurrency - running);
        if (ask === null) break;
        running += ask.reads;
        work(ask)
          .finally(() => {
            running -= ask.reads;
          })
          .then(advance, reject);
      }
      if (running === 0) resolve();
    };
    signal.addEventListener("abort", () => reject(signal.reason), { once: true });
    if (signal.aborted) reject(signal.reason);
    else advance();
  }).finally(() => stop.abort());
  return plan.events();
}

/** The pieces of a stretch that are read one by one. */
export function cut({ fromBlock, toBlock }: Stretch, { widest }: { widest: number }): Stretch[] {
  return Array.from({ length: readsFor({ fromBlock, toBlock }, { widest }) }, (_, i) => {
    const first = fromBlock + BigInt(i * widest);
    const last = first + BigInt(widest) - 1n;
    return { fromBlock: first, toBlock: last < toBlock ? last : toBlock };
  });
}

function readsFor({ fromBlock, toBlock }: Stretch, { widest }: { widest: number }): number {
  return Math.ceil((Number(toBlock - fromBlock) + 1) / widest);
}

/** What is read together: an event's block, or all from one event to another. */
interface Ask extends Stretch {
  readonly lowest: number;
  readonly highest: number;
  readonly reads: number;
}

/** A known end of a stretch; the number of the lowest may be that of no event, 0. */
interface End {
  readonly number: number;
  readonly blockNumber: bigint;
}

/** A stretch may take so many reads for each event of a short history, where steps take longest, … */
const READS_PER_EVENT_OF_FEW = 2;

/** … and one of a long history, where reads do. */
const READS_PER_EVENT_OF_MANY = 1;

/** So many events are a short history. */
const FEW = 200;

/** The oldest stretch of all may take so many reads even for a few events: it saves most steps. */
const READS_FOR_OLDEST = 24;

/** Fewer events than these are a step or two away by themselves. */
const WORTH_A_STRETCH = 4;

type PlanOptions = WalkOptions & Required<Pick<WalkOptions, "widest" | "concurrency">>;

/** What of a journal is found, what is asked for, and what is to be asked for next. */
function createPlan<E extends JournalEntry>(
  word: JournalWord,
  { since = 0, floor, widest, concurrency }: PlanOptions,
) {
  const events = new Map<number, E>();
  const singly = new Set<bigint>();
  const together = new Set<Ask>();
  const tried = new Set<string>();
  /** By how far they lead; stretches, which lead no further, at the lowest. */
  const queues: Ask[][] = Array.from({ length: JOURNAL_LEVELS + 1 }, () => []);

  function follow(from: JournalWord): void {
    const all = latestEvents(from).filter(({ number }) => number > since);
    const ends: End[] = all.filter(({ number }, i) => number !== all[i + 1]?.number);
    if (floor !== undefined) ends.push({ number: since, blockNumber: floor });
    const covered = new Set<End>();
    for (const [i, lower] of ends.entries()) {
      const upper = ends[i - 1];
      if (upper === undefined || !isWorthIt(lower, upper, from)) continue;
      askTogether(lower, upper);
      covered.add(lower).add(upper);
    }
    for (const end of ends) if (end.number > since && !covered.has(end)) askSingly(end);
  }

  function isWorthIt(lower: End, upper: End, from: JournalWord): boolean {
    const between = upper.number - lower.number - 1;
    if (widest <= 1 || between < 1 || events.has(lower.number + 1)) return false;
    const isOldest = from === word && lower.number === since && between >= WORTH_A_STRETCH;
    const most = Math.max(between * readsPerEvent, isOldest ? READS_FOR_OLDEST : 0);
    const stretch = { fromBlock: lower.blockNumber, toBlock: upper.blockNumber };
    return readsFor(stretch, { widest }) <= Math.min(most, concurrency);
  }

  function askTogether(lower: End, upper: End): void {
    const [lowest, highest] = [lower.number, upper.number];
    const key = `${lowest}-${highest}`;
    if (tried.has(key) || isUnderWay(lowest, highest)) return;
    tried.add(key);
    const stretch = { fromBlock: lower.blockNumber, toBlock: upper.blockNumber };
    const ask = { ...stretch, lowest, highest, reads: readsFor(stretch, { widest }) };
    together.add(ask);
    queues[0]?.push(ask);
  }

  function askSingly({ number, blockNumber }: End): void {
    if (events.has(number) || singly.has(blockNumber) || isUnderWay(number, number)) return;
    singly.add(blockNumber);
    const block = { fromBlock: blockNumber, toBlock: blockNumber };
    queues[levelOf(number) + 1]?.push({ ...block, lowest: number, highest: number, reads: 1 });
  }

  function isUnderWay(lowest: number, highest: number): boolean {
    for (const ask of together) if (ask.lowest <= lowest && highest <= ask.highest) return true;
    return false;
  }

  const readsPerEvent =
    word.count - since <= FEW ? READS_PER_EVENT_OF_FEW : READS_PER_EVENT_OF_MANY;
  follow(word);
  return {
    /** What to read next that takes no more reads than are free; null for nothing now. */
    next(free: number): Ask | null {
      const queue = queues.findLast(({ length }) => length > 0);
      const ask = queue?.at(-1);
      if (queue === undefined || ask === undefined || ask.reads > free) return null;
      queue.pop();
      return ask;
    },
    found(ask: Ask, read: readonly E[]): void {
      together.delete(ask);
      const fresh: E[] = [];
      for (const event of read) {
        if (event.number <= since || event.number > word.count) continue;
        const known = events.get(event.number);
        if (known === undefined) fresh.push(event);
        else if (!isSame(known, event)) throw inconsistent(event.number);
        events.set(event.number, event);
      }
      for (const event of fresh) follow(event.prior);
    },
    events: (): E[] => [...events.values()].sort((a, b) => a.number - b.number),
  };
}

/** Whether two are the same log. */
function isSame(a: JournalEntry, b: JournalEntry): boolean {
  return a.blockHash === b.blockHash && a.logIndex === b.logIndex;
}

/** How many times a number can be divided by 4, up to the highest level. */
function levelOf(number: number): number {
  let level = 0;
  while (level < JOURNAL_LEVELS - 1 && number % 4 ** (level + 1) === 0) level++;
  return level;
}
