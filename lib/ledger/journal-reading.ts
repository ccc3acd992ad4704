import { hasCode } from "../error.ts";
import type { ChainBlock } from "./block.ts";
import type { LedgerEvent } from "./event.ts";
import { decodeEvent } from "./event-log.ts";
import { checkJournal, walkJournal } from "./journal.ts";
import type { JournalEvent } from "./journal-event.ts";
import type { JournalWord } from "./journal-word.ts";
import type { Ledger } from "./ledger.ts";
import type { Log, LogFilter } from "./log.ts";
import { foreignEvent, readLogs } from "./log.ts";

/** From so many events on, one call for the whole range is worth a try. */
const RANGED_FROM = 5;

/** Milliseconds after which the walk begins where a ranged call has not been answered. */
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
 * node refuses that, by pieces of it at once and by the journal's own words, whichever is the quicker.
 * Each way's answer is checked against the journal.
 */
export async function readFresh(
  ledger: Ledger,
  options: ReadingOptions,
  wanted: Wanted,
): Promise<readonly JournalEvent[]> {
  const { word, since, previous, topics } = wanted;
  const address = ledger.ledger;
  const { signal, concurrency, ranged = true, piece = PIECE } = options;
  const bounded = previous !== null || since === 0;
  const worthIt = word.count - since >= RANGED_FROM;
  const mayRange = ranged && bounded && worthIt;
  const tried = mayRange && !withoutRanges.has(ledger.client);
  const range = tried ? await readRange(ledger, wanted, signal) : null;
  if (range?.events) return range.events;
  const readBlockEvents = async (blockNumber: bigint, stop: AbortSignal) => {
    const filter = { address, topics, fromBlock: blockNumber, toBlock: blockNumber };
    return inJournal(await readLogs(ledger, filter, { signal: stop }), ledger, wanted);
  };
  const walk = (stop: AbortSignal | undefined) =>
    walkJournal(word, readBlockEvents, {
      since,
      signal: stop,
      ...(concurrency !== undefined && { concurrency }),
    });
  const pieces = mayRange ? piecesOf(ledger, wanted, piece) : null;
  if (pieces === null) {
    const events = await walk(signal);
    // Only a node that answers at all has refused the range.
    if (range?.refused) withoutRanges.add(ledger.client);
    return events;
  }
  let isRefused = false;
  const cut = async (stop: AbortSignal) => {
    try {
      return await readPieces(ledger, { ...wanted, pieces }, stop);
    } catch (error) {
      isRefused = !stop.aborted && hasCode(error, "chain/unreachable");
      throw error;
    }
  };
  const events = await either([walk, cut], signal);
  if (range?.refused) withoutRanges.add(ledger.client);
  if (isRefused) withoutPieces.add(ledger.client);
  return events;
}

/** Blocks in a piece of a range: many public nodes serve as many in a call. */
const PIECE = 10_000;

/** Into more pieces a range is not cut: the walk then asks for less. */
const MOST_PIECES = 24;

/** Clients whose node has refused a piece. */
const withoutPieces = new WeakSet<Ledger["client"]>();

interface Piece {
  readonly fromBlock: bigint;
  readonly toBlock: bigint;
}

/** The range in several pieces; null where it is one, or too many, or the node serves none. */
function piecesOf(
  ledger: Ledger,
  { previous, block }: Wanted,
  size: number,
): readonly Piece[] | null {
  const first = firstBlock(ledger, previous);
  const count = Math.ceil((Number(block.number - first) + 1) / size);
  if (count < 2 || count > MOST_PIECES || withoutPieces.has(ledger.client)) return null;
  return Array.from({ length: count }, (_, i) => {
    const fromBlock = first + BigInt(i * size);
    const last = fromBlock + BigInt(size) - 1n;
    return { fromBlock, toBlock: last < block.number ? last : block.number };
  });
}

/** The events by all pieces at once. */
async function readPieces(
  ledger: Ledger,
  wanted: Wanted & { readonly pieces: readonly Piece[] },
  signal: AbortSignal,
): Promise<readonly JournalEvent[]> {
  const { word, since, previous, topics, pieces } = wanted;
  const read = (piece: Piece) =>
    readLogs(ledger, { address: ledger.ledger, topics, ...piece }, { signal, retryCount: 0 });
  const logs = await Promise.all(pieces.map(read));
  const events = inJournal(logs.flat(), ledger, wanted).filter(
    ({ number }) => number <= word.count,
  );
  events.sort((a, b) => a.number - b.number);
  checkJournal(word, events, { since, previous });
  return events;
}

type Reading<T> = (stop: AbortSignal) => Promise<T>;

/** What the quicker of two ways gives, whereupon the other is stopped; where both fail, why the first did. */
async function either<T>(
  ways: readonly [Reading<T>, Reading<T>],
  signal: AbortSignal | undefined,
): Promise<T> {
  const stop = new AbortController();
  const both = signal === undefined ? stop.signal : AbortSignal.any([signal, stop.signal]);
  const first = ways[0](both);
  try {
    return await Promise.any([first, ways[1](both)]);
  } catch {
    return await first;
  } finally {
    stop.abort();
  }
}

/** Where a range begins: after what is known, or with the contract. */
function firstBlock({ deployedAt }: Ledger, previous: JournalEvent | null): bigint {
  return previous === null ? BigInt(deployedAt ?? 0) : previous.blockNumber + 1n;
}

/** The events by a single call; null where the node refuses it, or answers incompletely. */
async function readRange(
  ledger: Ledger,
  wanted: Wanted,
  signal: AbortSignal | undefined,
): Promise<{ events: readonly JournalEvent[] | null; refused: boolean }> {
  const { word, since, previous, topics, block } = wanted;
  const fromBlock = firstBlock(ledger, previous);
  const timeout = AbortSignal.timeout(RANGED_TIMEOUT);
  try {
    const logs = await readLogs(
      ledger,
      { address: ledger.ledger, topics, fromBlock, toBlock: block.number },
      { signal: signal ? AbortSignal.any([signal, timeout]) : timeout, retryCount: 0 },
    );
    const events = inJournal(logs, ledger, wanted).filter(({ number }) => number <= word.count);
    events.sort((a, b) => a.number - b.number);
    checkJournal(word, events, { since, previous });
    return { events, refused: false };
  } catch (error) {
    signal?.throwIfAborted();
    return { events: null, refused: timeout.aborted || hasCode(error, "chain/unreachable") };
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
