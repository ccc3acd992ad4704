import type { Address, Hex } from "viem";
import {
  createClient,
  custom,
  decodeFunctionData,
  encodeFunctionResult,
  numberToHex,
  zeroAddress,
  zeroHash,
} from "viem";
import { fromHex } from "../bytes.ts";
import { sliceOf } from "../slice.ts";
import { keyDirectoryAbi } from "./abi/key-directory.ts";
import { ledgerAbi } from "./abi/ledger.ts";
import type { ChainBlock } from "./block.ts";
import { LedgerError } from "./errors.ts";
import type { LedgerEvent } from "./event.ts";
import { decodeEvent } from "./event-log.ts";
import type { JournalWord } from "./journal-word.ts";
import { advanceJournal, emptyJournal, packJournal } from "./journal-word.ts";
import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { leafHash } from "./membership.ts";
import { rootOfProof } from "./merkle-tree.ts";
import { packRights, unpackGrant } from "./terms.ts";

/** What a replayed ledger knows: logs of the real one, ascending, and the block they were read at. */
export interface Replay {
  readonly chainId: number;
  readonly ledger: Address;
  readonly keyDirectory: Address;
  readonly deployedAt: number;
  readonly block: ChainBlock;
  readonly logs: readonly Log[];
}

/**
 * A ledger that answers from kept logs, without any node: the reads of records, journals, heads and
 * histories, as of the block that the logs were read at. It knows the records whose logs it has, and
 * the journals of accounts as far as it has their events. Anything else is `chain/unreachable`.
 *
 * @throws LedgerError `ledger/foreign-event` for logs that are not this ledger's
 */
export function replayLedger(replay: Replay): Ledger {
  const { chainId, ledger, keyDirectory, deployedAt } = replay;
  const state = foldLogs(replay);
  const request = async ({ method, params }: { method: string; params?: unknown }) => {
    const answer = answers[method];
    if (answer === undefined) throw new LedgerError("chain/unreachable", `No node for ${method}.`);
    return answer(replay, state, (params ?? []) as never);
  };
  const client = createClient({ transport: custom({ request }, { retryCount: 0 }) });
  return { client, chainId, ledger, keyDirectory, deployedAt };
}

interface RecordState {
  owner: Address;
  pendingOwner: Address;
  generation: number;
  epoch: number;
  revocations: number;
  closed: boolean;
  journal: JournalWord;
  heads: Map<number, Hex>;
  /** The generation in which each root was granted and not revoked. */
  roots: Map<Hex, number>;
  revokedLeaves: Set<number>;
}

/** What a replayed ledger has in storage. */
export interface ReplayState {
  records: Map<Hex, RecordState>;
  lent: Map<string, JournalWord>;
  asked: Map<string, JournalWord>;
}

export function emptyState(): ReplayState {
  return { records: new Map(), lent: new Map(), asked: new Map() };
}

function foldLogs({ logs, ledger }: Replay): ReplayState {
  const state = emptyState();
  for (const log of logs) {
    const event = decodeEvent(log, { ledger });
    if ("account" in event && event.lent !== null) {
      state.lent.set(event.account.toLowerCase(), advanceJournal(event.lent, event.blockNumber));
    }
    if ("owner" in event && event.asked !== null) {
      state.asked.set(event.owner.toLowerCase(), advanceJournal(event.asked, event.blockNumber));
    }
    if (event.journal !== null) applyEvent(state.records, event);
  }
  return state;
}

/** Brings one event of a record into its state; a record's events come in order. */
export function applyEvent(records: Map<Hex, RecordState>, event: LedgerEvent): void {
  if (event.kind === "created") records.set(event.record, newRecord(event.owner));
  const record = records.get(event.record);
  // Without its beginning, a record is not here: single events of it are of an account's journal.
  if (record === undefined || event.journal === null) return;
  record.journal = advanceJournal(event.journal, event.blockNumber);
  switch (event.kind) {
    case "published":
      record.heads.set(event.section, event.head);
      return;
    case "rotated":
      record.epoch = event.epoch;
      return;
    case "revoked":
      record.revocations++;
      return;
    case "leavesRevoked":
      record.revocations++;
      for (const leaf of event.leaves) record.revokedLeaves.add(leaf);
      return;
    case "rootGranted":
      record.roots.set(event.root, record.generation);
      return;
    case "rootRevoked":
      record.revocations++;
      record.roots.delete(event.root);
      return;
    case "revokedAll":
      record.generation = event.generation;
      return;
    case "closed":
      record.closed = true;
      return;
    case "offered":
      record.pendingOwner = event.account;
      return;
    case "offerWithdrawn":
      record.pendingOwner = zeroAddress;
      return;
    case "accepted":
      record.owner = event.owner;
      record.pendingOwner = zeroAddress;
      record.generation = event.generation;
      return;
  }
}

function newRecord(owner: Address): RecordState {
  return {
    owner,
    pendingOwner: zeroAddress,
    generation: 0,
    epoch: 0,
    revocations: 0,
    closed: false,
    journal: emptyJournal,
    heads: new Map(),
    roots: new Map(),
    revokedLeaves: new Set(),
  };
}

/* JSON-RPC, as far as reads need it (Ethereum JSON-RPC specification) */

type Answer = (replay: Replay, state: ReplayState, params: never) => unknown;

const answers: Record<string, Answer> = {
  eth_chainId: ({ chainId }) => numberToHex(chainId),
  eth_blockNumber: ({ block }) => numberToHex(block.number),
  eth_getBlockByNumber: ({ block }, _, [at]: [string]) => {
    const isPresent = ["latest", "safe", "finalized", numberToHex(block.number)].includes(at);
    if (!isPresent) return null;
    const { number, hash, timestamp } = block;
    return {
      number: numberToHex(number),
      hash,
      timestamp: numberToHex(timestamp),
      transactions: [],
    };
  },
  eth_getLogs: ({ logs, ledger }, _, [filter]: [LogsFilter]) =>
    filter.address.toLowerCase() !== ledger.toLowerCase()
      ? []
      : logs.filter((log) => passes(log, filter)).map(toRpcLog),
  eth_call: (replay, state, [call]: [{ to: Hex; data: Hex }]) => {
    if (call.to.toLowerCase() === replay.keyDirectory.toLowerCase()) return noKey();
    return answerView(replay, state, call.data);
  },
};

/** The parameter of `eth_getLogs`, as this library gives it. */
export interface LogsFilter {
  address: Hex;
  topics: (Hex | Hex[] | null)[];
  fromBlock: Hex;
  toBlock: Hex;
}

export function passes(log: Log, { topics, fromBlock, toBlock }: LogsFilter): boolean {
  if (log.blockNumber < BigInt(fromBlock) || log.blockNumber > BigInt(toBlock)) return false;
  return topics.every((wanted, i) => {
    if (wanted === null) return true;
    return [wanted].flat().some((one) => one.toLowerCase() === log.topics[i]);
  });
}

export function toRpcLog({ blockNumber, logIndex, ...log }: Log) {
  return { ...log, blockNumber: numberToHex(blockNumber), logIndex: numberToHex(logIndex) };
}

/** Nobody's key is kept: the reads that this ledger is for need none. */
function noKey(): Hex {
  return encodeFunctionResult({ abi: keyDirectoryAbi, functionName: "keyOf", result: 0n });
}

/** Answers a call of the ledger from a state. @throws LedgerError `chain/unreachable` */
export function answerView(
  replay: Pick<Replay, "block">,
  { records, lent, asked }: ReplayState,
  data: Hex,
): Hex {
  const call = decodeFunctionData({ abi: ledgerAbi, data });
  switch (call.functionName) {
    case "recordOf":
      return encodeFunctionResult({
        abi: ledgerAbi,
        functionName: "recordOf",
        result: recordWord(records.get(call.args[0])),
      });
    case "recordsOf":
      return encodeFunctionResult({
        abi: ledgerAbi,
        functionName: "recordsOf",
        result: call.args[0].map((id) => recordWord(records.get(id))),
      });
    case "headsOf": {
      const [id, sections] = call.args;
      const heads = records.get(id)?.heads;
      const result = sections.map((section) => heads?.get(section) ?? zeroHash);
      return encodeFunctionResult({ abi: ledgerAbi, functionName: "headsOf", result });
    }
    case "journalsOf": {
      const account = call.args[0].toLowerCase();
      const words = [lent, asked].map((journals) => journals.get(account) ?? emptyJournal);
      const result = words.map(packJournal) as [bigint, bigint];
      return encodeFunctionResult({ abi: ledgerAbi, functionName: "journalsOf", result });
    }
    case "hasAccessByProof": {
      const [id, section, rights, membership] = call.args;
      const record = records.get(id);
      const result =
        record !== undefined && isLive(replay, record, { id, section, rights, membership });
      return encodeFunctionResult({ abi: ledgerAbi, functionName: "hasAccessByProof", result });
    }
    default:
      throw new LedgerError("chain/unreachable", `No node for ${call.functionName}.`);
  }
}

function recordWord(record: RecordState | undefined) {
  const { journal, owner, pendingOwner, generation, epoch, revocations, closed } =
    record ?? newRecord(zeroAddress);
  const plain = { owner, pendingOwner, generation, epoch, revocations, closed };
  return { ...plain, journal: packJournal(journal) };
}

/** The rule of the ledger's `hasAccessByProof`. */
function isLive(
  { block }: Pick<Replay, "block">,
  record: RecordState,
  of: {
    id: Hex;
    section: number;
    rights: number;
    membership: { account: Address; lease: bigint; envelope: Hex; proof: readonly Hex[] };
  },
): boolean {
  const { account, lease, envelope, proof } = of.membership;
  const grant = unpackGrant(lease);
  if (grant === null || record.closed || record.revokedLeaves.has(grant.leaf)) return false;
  const { terms, leaf } = grant;
  const hash = leafHash(of.id, { terms, lease: { account, leaf, envelope } });
  const root = rootOfProof(fromHex(hash), proof);
  const slice = sliceOf(block.timestamp);
  const covers = terms.sections.includes(of.section);
  const wanted = of.rights & packRights(terms.rights);
  return (
    record.roots.get(root) === record.generation &&
    terms.generation === record.generation &&
    covers &&
    wanted === of.rights &&
    terms.notBefore <= slice &&
    slice < terms.expiresAt
  );
}
