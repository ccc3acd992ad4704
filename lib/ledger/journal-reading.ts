import { hasCode } from "../error.ts";
import type { ChainBlock } from "./block.ts";
import type { LedgerEvent } from "./event.ts";
import { decodeEvent } from "./event-log.ts";
import { checkJournal } from "./journal.ts";
import type { JournalEvent } from "./journal-event.ts";
import type { Stretch, WalkOptions } from "./journal-walk.ts";
import { walkJournal } from "./journal-walk.ts";
import type { JournalWord } from "./journal-word.ts";
import type { Ledger } from "./ledger.ts";
import type { Log, LogFilter } from "./log.ts";
import { foreignEvent, readLogs } from "./log.ts";

/** From so many events on, one call for the whole range is worth a try. */
const RANGED_FROM = 5;

/** Milliseconds after which a ranged call that has not been answered counts as refused. */
const RANGED_TIMEOUT = 4000;

/** Clients whose node has refused a ranged call: it would refuse the next one too. */
const withoutRanges = new WeakSet<Ledger["client"]>();

/** What of the chain's events is in a journal. */
export interface JournalFilter {
  readonly topics: LogFilter["topics"];
  priorOf(event: LedgerEvent): JournalWord | null;
}

interface Wanted extends JournalFilter {
  readonly word: JournalWord;
  readonly since: number;
  readonly previous: JournalEvent | null;
  readonly block: ChainBlock;
}

interface ReadingOptions {
  readonly concurrency?: number | undefined;
  readonly ranged?: boolean | undefined;
  readonly piece?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads the events of a journal after those that are known: by one call for the whole range; where the
 * node refuses that, by the journal's own words, and by ranges of fewer blocks where events lie close;
 * where it refuses those, too, or leaves something out, block by block.
 */
export async function readFresh(
  ledger: Ledger,
  options: ReadingOptions,
  wanted: Wanted,
): Promise<readonly JournalEvent[]> {
  const { word, since, previous, topics, block } = wanted;
  const { signal, concurrency, ranged = true, piece = PIECE } = options;
  const { client, ledger: address } = ledger;
  const isBounded = previous !== null || since === 0;
  const mayRange = ranged && isBounded && word.count - since >= RANGED_FROM;
  const range =
    mayRange && !withoutRanges.has(client) ? await readRange(ledger, wanted, signal) : null;
  if (range?.events) return range.events;

  const read = async (stretch: Stretch, stop: AbortSignal) => {
    const how = stretch.fromBlock === stretch.toBlock ? { signal: stop } : onceWithin(stop);
    return inJournal(await readLogs(ledger, { address, topics, ...stretch }, how), ledger, wanted);
  };
  const walk = (by: Pick<WalkOptions, "floor" | "widest"> = {}) =>
    walkJournal(word, read, {
      since,
      signal,
      ...by,
      ...(concurrency !== undefined && { concurrency }),
    });
  const floor = firstBlock(ledger, previous);
  // What is no wider than a piece is what has just been refused.
  const mayCut = mayRange && block.number - floor >= piece && !withoutPieces.has(client);
  const inPieces = mayCut
    ? await orRefused(() => walk({ floor, widest: piece }), wanted, signal)
    : null;
  const events = inPieces?.events ?? (await walk());
  // Only a node that answers at all has refused anything.
  if (range?.refused) withoutRanges.add(client);
  if (inPieces?.refused) withoutPieces.add(client);
  return events;
}

/** Blocks that a narrower range has: many public nodes serve as many in a call. */
const PIECE = 10_000;

/** Clients whose node has refused such ranges, too. */
const withoutPieces = new WeakSet<Ledger["client"]>();

/** Where a range begins: after what is known, or with the contract. */
function firstBlock({ deployedAt }: Ledger, previous: JournalEvent | null): bigint {
  return previous === null ? BigInt(deployedAt ?? 0) : previous.blockNumber + 1n;
}

/** The events by a single call. */
function readRange(
  ledger: Ledger,
  wanted: Wanted,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  const { word, previous, topics, block } = wanted;
  const stretch = { fromBlock: firstBlock(ledger, previous), toBlock: block.number };
  const read = async () => {
    const filter = { address: ledger.ledger, topics, ...stretch };
    const logs = await readLogs(ledger, filter, onceWithin(signal));
    const events = inJournal(logs, ledger, wanted).filter(({ number }) => number <= word.count);
    return events.sort((a, b) => a.number - b.number);
  };
  return orRefused(read, wanted, signal);
}

/** A refusal stays one, and what takes too long is one. */
function onceWithin(signal: AbortSignal | undefined) {
  const timeout = AbortSignal.timeout(RANGED_TIMEOUT);
  return { signal: signal ? AbortSignal.any([signal, timeout]) : timeout, retryCount: 0 };
}

interface Answer {
  /** Null where the node refuses, or answers incompletely. */
  readonly events: readonly JournalEvent[] | null;
  readonly refused: boolean;
}

/** What a way of reading gives, if it is what the journal says. */
async function orRefused(
  read: () => Promise<readonly JournalEvent[]>,
  { word, since, previous }: Wanted,
  signal: AbortSignal | undefined,
): Promise<Answer> {
  try {
    const events = await read();
    checkJournal(word, events, { since, previous });
    return { events, refused: false };
  } catch (error) {
    signal?.throwIfAborted();
    return { events: null, refused: hasCode(error, "chain/unreachable") || isTimeout(error) };
  }
}

/** Decodes logs, and numbers them by the journal that is being read. */
function inJournal(
  logs: readonly Log[],
  ledger: Ledger,
  { priorOf }: JournalFilter,
): JournalEvent[] {
  return logs.map((log) => {
    const event = decodeEvent(log, ledger);
    const prior = priorOf(event);
    if (prior === null) throw foreignEvent();
    return { ...event, number: prior.count + 1, prior };
  });
}

function isTimeout(error: unknown): boolean {
  return error instanceof DOMException && error.name === "TimeoutError";
}
