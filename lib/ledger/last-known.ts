import type { Hex } from "viem";
import { createClient, custom, decodeFunctionData, encodeFunctionResult, numberToHex } from "viem";
import { keyDirectoryAbi } from "./abi/key-directory.ts";
import { ledgerAbi } from "./abi/ledger.ts";
import { LedgerError } from "./errors.ts";
import { encodeEvent } from "./event-encoding.ts";
import type { JournalEvent } from "./journal-event.ts";
import { advanceJournal } from "./journal-word.ts";
import type { Reading, SeenBlock } from "./kept.ts";
import { kept, keptBlockTime, keptKey, readingOf, seenBlock } from "./kept.ts";
import { knownHistory } from "./known-history.ts";
import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import type { LogsFilter, ReplayState } from "./replay.ts";
import { answerView, applyEvent, emptyState, passes, toRpcLog } from "./replay.ts";

/** A ledger as this device last saw it. */
export interface LastKnown {
  /** Answers without any node; sends nothing. */
  readonly ledger: Ledger;
  /** When a node last showed a block. */
  readonly asOf: Reading;
}

/**
 * A ledger that answers from the histories that were kept, without any node: records, journals and
 * keys that were read before, each as of its last reading. What was never read is `chain/unreachable`.
 *
 * Its newest block is the last one seen, but its time runs on by this device's clock, so that what
 * runs out meanwhile is over; it never goes back behind that block. Null where nothing was seen.
 *
 * @param options.now this device's clock, unix milliseconds
 */
export async function lastKnownLedger(
  ledger: Ledger,
  { now = Date.now }: { now?: () => number } = {},
): Promise<LastKnown | null> {
  const seen = await seenBlock(ledger);
  if (seen === null) return null;
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const answer = answers[method];
    if (answer === undefined) throw notKept(method);
    return answer({ ledger, seen, now }, (params ?? []) as never);
  };
  const client = createClient({ transport: custom({ request }, { retryCount: 0 }) });
  const { chainId, ledger: address, keyDirectory, deployedAt } = ledger;
  return {
    ledger: { client, chainId, ledger: address, keyDirectory, deployedAt },
    asOf: { time: seen.time, at: seen.at },
  };
}

interface Known {
  readonly ledger: Ledger;
  readonly seen: SeenBlock;
  readonly now: () => number;
}

/* JSON-RPC, as far as reads need it (Ethereum JSON-RPC specification) */

type Answer = (known: Known, params: never) => unknown;

const answers: Record<string, Answer> = {
  eth_chainId: ({ ledger }) => numberToHex(ledger.chainId),
  eth_blockNumber: ({ seen }) => numberToHex(seen.number),
  eth_getBlockByNumber: async (known, [at]: [string]) => {
    const { seen, ledger } = known;
    if (["latest", "safe", "finalized", numberToHex(seen.number)].includes(at)) {
      return blockOf({ number: seen.number, hash: seen.hash, time: timeNow(known) });
    }
    const number = BigInt(at);
    const time = await keptBlockTime(ledger, number);
    if (time === null) throw notKept("that block");
    return blockOf({ number, hash: seen.hash, time });
  },
  eth_getLogs: async ({ ledger }, [filter]: [LogsFilter]) => {
    const logs = await logsFor(ledger, filter);
    return logs.filter((log) => passes(log, filter)).map(toRpcLog);
  },
  eth_call: async (known, [{ to, data }]: [{ to: Hex; data: Hex }]) => {
    const { ledger } = known;
    if (to.toLowerCase() === ledger.keyDirectory.toLowerCase()) return pointerOf(ledger, data);
    if (to.toLowerCase() !== ledger.ledger.toLowerCase()) throw notKept("that contract");
    const { number, hash } = known.seen;
    const block = { number, hash, timestamp: timeNow(known) };
    return answerView({ block }, await stateFor(ledger, data), data);
  },
};

/** The last block's time and what has passed since, by a clock that may have been set back. */
function timeNow({ seen, now }: Known): number {
  return seen.time + Math.max(0, Math.floor((now() - seen.at) / 1000));
}

function blockOf({ number, hash, time }: { number: bigint; hash: Hex; time: number }) {
  return { number: numberToHex(number), hash, timestamp: numberToHex(time), transactions: [] };
}

async function eventsOf({ histories }: Ledger, name: string): Promise<readonly JournalEvent[]> {
  return knownHistory<JournalEvent>(await histories?.read(name).catch(() => undefined));
}

/** As much of the ledger's state as a call asks about. */
async function stateFor(ledger: Ledger, data: Hex): Promise<ReplayState> {
  const state = emptyState();
  const call = decodeFunctionData({ abi: ledgerAbi, data });
  switch (call.functionName) {
    case "recordsOf":
      await Promise.all(call.args[0].map((id) => addRecord(ledger, state, id)));
      return state;
    case "recordOf":
    case "headsOf":
    case "hasAccessByProof":
      if (!(await addRecord(ledger, state, call.args[0]))) throw notKept("that record");
      return state;
    case "journalsOf": {
      const [account] = call.args;
      const isKnown = await Promise.all(
        (["lent", "asked"] as const).map(async (journal) => {
          const name = kept[journal](account);
          const last = (await eventsOf(ledger, name)).at(-1);
          if (last !== undefined) {
            const word = advanceJournal(last.prior, last.blockNumber);
            state[journal].set(account.toLowerCase(), word);
          }
          return last !== undefined || (await readingOf(ledger, name)) !== null;
        }),
      );
      if (!isKnown.includes(true)) throw notKept("that account");
      return state;
    }
    default:
      throw notKept(call.functionName);
  }
}

async function addRecord(ledger: Ledger, state: ReplayState, id: Hex): Promise<boolean> {
  const events = await eventsOf(ledger, kept.record(id));
  for (const event of events) applyEvent(state.records, event);
  return events.length > 0;
}

async function pointerOf(ledger: Ledger, data: Hex): Promise<Hex> {
  const call = decodeFunctionData({ abi: keyDirectoryAbi, data });
  const key = call.functionName === "keyOf" ? await keptKey(ledger, call.args[0]) : null;
  if (key === null) throw notKept("that key");
  const { pointer: result } = key;
  return encodeFunctionResult({ abi: keyDirectoryAbi, functionName: "keyOf", result });
}

/** The logs among which those are that a filter lets through. */
async function logsFor(ledger: Ledger, { address, topics }: LogsFilter): Promise<readonly Log[]> {
  const [, first, second] = topics;
  if (address.toLowerCase() === ledger.keyDirectory.toLowerCase()) {
    // A key's topics are its event and its account.
    const logs = typeof first === "string" && (await keptKey(ledger, addressIn(first)))?.logs;
    return (logs || []).toSorted(inOrder);
  }
  const names =
    typeof first === "string"
      ? [kept.record(first)]
      : typeof second === "string"
        ? [kept.lent(addressIn(second)), kept.asked(addressIn(second))]
        : [];
  const events = await Promise.all(names.map((name) => eventsOf(ledger, name)));
  return events.flat().map((event) => encodeEvent(event, ledger));
}

function inOrder(a: Log, b: Log): number {
  return Number(a.blockNumber - b.blockNumber) || a.logIndex - b.logIndex;
}

function addressIn(topic: Hex): Hex {
  return `0x${topic.slice(-40)}`;
}

function notKept(what: string): LedgerError {
  return new LedgerError("chain/unreachable", `No node answers, and nothing is kept of ${what}.`);
}
