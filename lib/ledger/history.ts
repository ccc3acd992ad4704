import type { Address, Hex } from "viem";
import { pad, toEventSelector } from "viem";
import { hasCode } from "../error.ts";
import { ledgerAbi } from "./abi/ledger.ts";
import type { ChainBlock } from "./block.ts";
import { readBlock, readBlockHash } from "./block.ts";
import { LedgerError } from "./errors.ts";
import { checkJournal } from "./journal.ts";
import type { JournalEvent } from "./journal-event.ts";
import type { JournalFilter } from "./journal-reading.ts";
import { readFresh } from "./journal-reading.ts";
import type { JournalWord } from "./journal-word.ts";
import { unpackJournal } from "./journal-word.ts";
import { keepBlock, kept, note } from "./kept.ts";
import { agreesWith, knownHistory } from "./known-history.ts";
import type { Ledger } from "./ledger.ts";
import { readAgreed } from "./nodes/agreement.ts";
import type { ReadOptions } from "./read.ts";
import { readLedger } from "./read.ts";
import { onceMore } from "./retry.ts";
import type { Waiters } from "./waiters.ts";
import { afterTurn, createWaiters } from "./waiters.ts";

/** A journal's events, as far as they were asked for. */
export interface History {
  /** Ascending by number, without a gap, up to the newest. */
  readonly events: readonly JournalEvent[];
  /** How many events the journal has. */
  readonly count: number;
  /** The block that it was read at. */
  readonly block: ChainBlock;
  /** How many of the events known before a reorganisation has undone. */
  readonly unwound: number;
}

export interface HistoryOptions extends ReadOptions {
  /**
   * Events read before: an uninterrupted run, ascending. Those whose blocks are still in the chain
   * are kept, and only newer ones are read.
   */
  readonly known?: readonly JournalEvent[] | undefined;
  /** Where nothing is known: read only so many of the newest events. Default: all. */
  readonly newest?: number | undefined;
  /** Reads in flight at a time. Default 100. */
  readonly concurrency?: number | undefined;
  /** Whether to ask the node for the whole range at once, or in pieces. Default true. */
  readonly ranged?: boolean | undefined;
  /** Blocks in such a piece. Default 10 000. */
  readonly piece?: number | undefined;
}

/** Where a journal's word and its events are. */
interface JournalSource extends JournalFilter {
  /** What it is kept under. */
  readonly name: string;
  readWord(ledger: Ledger, options: ReadOptions): Promise<JournalWord>;
}

/**
 * Reads the history of a record. Where the ledger has several nodes, two are asked and compared.
 *
 * @throws LedgerError `ledger/history-gap` (`details.missing`), `ledger/history-inconsistent`,
 * `ledger/foreign-event`, `ledger/foreign-word`, `ledger/not-deployed`, `chain/unreachable`,
 * `chain/nodes-disagree`; the signal's reason
 */
export function recordHistory(
  ledger: Ledger,
  record: Hex,
  options: HistoryOptions = {},
): Promise<History> {
  return readHistory(ledger, options, {
    name: kept.record(record),
    async readWord(one, at) {
      const view = { functionName: "recordOf", args: [record] } as const;
      return unpackJournal((await readLedger(one, view, at)).journal);
    },
    topics: [null, record],
    priorOf: (event) => event.journal,
  });
}

/**
 * Reads what was lent or offered to an account, in any record: `granted`, `offered` and
 * `requestDeclined`. How a lease ended stands in its record's history. Throws as
 * {@link recordHistory} does.
 */
export function lentJournal(
  ledger: Ledger,
  account: Address,
  options: HistoryOptions = {},
): Promise<History> {
  return readHistory(ledger, options, {
    name: kept.lent(account),
    async readWord(one, at) {
      const view = { functionName: "journalsOf", args: [account] } as const;
      return unpackJournal((await readLedger(one, view, at))[0]);
    },
    topics: [selectorsOf("lent"), null, pad(account)],
    priorOf: (event) => event.lent,
  });
}

/**
 * Reads what was asked of an account: `accessRequested` and `requestWithdrawn`, in any record.
 * Throws as {@link recordHistory} does.
 */
export function askedJournal(
  ledger: Ledger,
  account: Address,
  options: HistoryOptions = {},
): Promise<History> {
  return readHistory(ledger, options, {
    name: kept.asked(account),
    async readWord(one, at) {
      const view = { functionName: "journalsOf", args: [account] } as const;
      return unpackJournal((await readLedger(one, view, at))[1]);
    },
    topics: [selectorsOf("asked"), null, pad(account)],
    priorOf: (event) => event.asked,
  });
}

/**
 * Keeps a record's events for the next read, where the ledger keeps histories: such as came from
 * elsewhere than a node. They are an uninterrupted run from the first on.
 */
export async function keepRecordHistory(
  { histories }: Pick<Ledger, "histories">,
  record: Hex,
  events: readonly JournalEvent[],
): Promise<void> {
  await histories?.write(kept.record(record), events);
}

/** What is read of a ledger's journals in this turn of the event loop, by journal and state. */
const beingRead = new WeakMap<Ledger, Map<string, SharedReading>>();

interface SharedReading {
  readonly history: Promise<History>;
  readonly waiters: Waiters;
}

/**
 * Reads a journal once where it is asked for several times in one turn of the event loop, as by the
 * parts of a screen. Whoever asks later may mean a later state.
 */
function readHistory(
  ledger: Ledger,
  { signal, ...options }: HistoryOptions,
  source: JournalSource,
): Promise<History> {
  const { at = "latest", ...others } = options;
  if (ledger.histories === undefined || Object.values(others).some((it) => it !== undefined)) {
    return readKeeping(ledger, { ...options, signal }, source);
  }
  const all = beingRead.get(ledger) ?? new Map<string, SharedReading>();
  beingRead.set(ledger, all);
  const name = `${source.name} ${at}`;
  let reading = all.get(name);
  if (reading === undefined || reading.waiters.stop.aborted) {
    const waiters = createWaiters();
    const history = readKeeping(ledger, { at, signal: waiters.stop }, source);
    reading = { history, waiters };
    all.set(name, reading);
    afterTurn(() => all.delete(name));
  }
  return reading.waiters.join(reading.history, signal);
}

/** Reads what is new since the last time, and keeps all for the next. */
async function readKeeping(
  ledger: Ledger,
  options: HistoryOptions,
  source: JournalSource,
): Promise<History> {
  const { histories } = ledger;
  const isWhole = options.known === undefined && options.newest === undefined;
  if (histories === undefined || !isWhole) return readCompared(ledger, options, source);
  const key = source.name;
  const known = knownHistory<JournalEvent>(await histories.read(key).catch(() => undefined));
  const history = await readCompared(ledger, { ...options, known }, source).catch((error) => {
    options.signal?.throwIfAborted();
    // It may be what was kept that does not fit.
    if (known.length === 0 || !hasCode(error, "ledger/history-inconsistent")) throw error;
    return readCompared(ledger, options, source);
  });
  const isNews = history.events.length > known.length || history.unwound > 0;
  if (!isNews) {
    note(ledger, kept.asOf(key), (at) => ({ time: history.block.timestamp, at }));
    return history;
  }
  // The block first: nothing that is kept may be newer than it.
  await keepBlock(ledger, key, history.block);
  // Without a cache the next read takes longer, and that is all.
  await histories.write(key, history.events).catch(() => undefined);
  return history;
}

/** Reads from the ledger's nodes: from two of them where there are several. */
function readCompared(
  ledger: Ledger,
  options: HistoryOptions,
  source: JournalSource,
): Promise<History> {
  const { nodes, ...alone } = ledger;
  if (nodes === undefined || nodes.ranked().length < 2) {
    return readAgain(ledger, options, source);
  }
  return readAgreed<History>(nodes, {
    read: ({ client }) => readAgain({ ...alone, client }, options, source),
    agree: (a, b) => agreesWith(a.value, b.value),
    blockOf: ({ block }) => block.number,
    retryDelay: options.retryDelay,
    signal: options.signal,
  });
}

function readAgain(
  ledger: Ledger,
  options: HistoryOptions,
  source: JournalSource,
): Promise<History> {
  return onceMore(() => readOnce(ledger, options, source), {
    codes: ["ledger/history-gap", "ledger/history-inconsistent"],
    delay: options.retryDelay,
    signal: options.signal,
  });
}

async function readOnce(
  ledger: Ledger,
  options: HistoryOptions,
  source: JournalSource,
): Promise<History> {
  const { known = [], newest = Number.POSITIVE_INFINITY } = options;
  const at: ReadOptions = { at: options.at, signal: options.signal };
  const [block, word, standing] = await Promise.all([
    readBlock(ledger, at),
    source.readWord(ledger, at),
    stillStanding(ledger, known, options.signal),
  ]);
  // A word that is newer than the block, or an older state than the known events': read again.
  if ((word.blocks[0] ?? 0n) > block.number) throw moved();
  const kept = standing.filter(({ number }) => number <= word.count);
  const previous = kept.at(-1) ?? null;
  const since = previous?.number ?? Math.max(0, word.count - newest);

  const { topics, priorOf } = source;
  const wanted = { topics, priorOf, word, since, previous, block };
  const fresh = since < word.count ? await readFresh(ledger, options, wanted) : [];
  checkJournal(word, fresh, { since, previous });
  if (fresh.length > 0 && (await readBlockHash(ledger, block.number, at)) !== block.hash) {
    throw moved();
  }
  return {
    events: [...kept, ...fresh],
    count: word.count,
    block,
    unwound: known.length - standing.length,
  };
}

/** The known events whose blocks are still in the chain. */
async function stillStanding(
  ledger: Ledger,
  known: readonly JournalEvent[],
  signal: AbortSignal | undefined,
): Promise<readonly JournalEvent[]> {
  const stands = async (event: JournalEvent): Promise<boolean> =>
    (await readBlockHash(ledger, event.blockNumber, { signal })) === event.blockHash;
  const last = known.at(-1);
  if (last === undefined || (await stands(last))) return known;
  // What stands comes before what does not.
  let standing = 0;
  let fallen = known.length - 1;
  while (standing < fallen) {
    const middle = (standing + fallen) >> 1;
    const event = known[middle];
    if (event !== undefined && (await stands(event))) standing = middle + 1;
    else fallen = middle;
  }
  return known.slice(0, standing);
}

/** The selectors of all events that carry a journal of that name. */
function selectorsOf(journal: "lent" | "asked"): Hex[] {
  return ledgerAbi
    .filter((item) => item.type === "event")
    .filter(({ inputs }) => inputs.some(({ name }) => name === journal))
    .map((event) => toEventSelector(event));
}

function moved(): LedgerError {
  return new LedgerError(
    "ledger/history-inconsistent",
    "The chain was reorganised while its history was read.",
  );
}
