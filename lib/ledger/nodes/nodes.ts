import type { Chain, Client, Hex, Transport } from "viem";
import {
  BaseError,
  createClient,
  createTransport,
  ExecutionRevertedError,
  isHex,
  keccak256,
  RpcError,
  RpcRequestError,
  UnknownRpcError,
} from "viem";
import { getBlockNumber, getChainId } from "viem/actions";
import { toLedgerError } from "../chain-errors.ts";
import { LedgerError } from "../errors.ts";
import { batchedHttp } from "./batch.ts";
import type { NodeHealth, NodeRecord } from "./node-health.ts";
import { createNodeRecord } from "./node-health.ts";
import type { Socket } from "./socket.ts";
import { createSocket } from "./socket.ts";

/** The least time that a request waits for a node before it is put to the next as well. */
const HEDGE_MS = 500;

/** Beyond its usual latency by this factor, a node is not waited for alone. */
const HEDGE_FACTOR = 4;

/** How long a node may take for one answer. */
const TIMEOUT_MS = 8_000;

/** How long it may take to say what its newest block is, and how often it is asked at most. */
const CHECK_TIMEOUT_MS = 3_000;
const CHECK_EVERY_MS = 30_000;

/** Rounds over all nodes after the first, with a pause before each that doubles. */
const RETRIES = 3;
const RETRY_DELAY_MS = 250;

/** What changes something, so that asking two nodes would do it twice. */
const ACTS = /^(eth_send|eth_new|eth_sign|evm_|hardhat_|anvil_|wallet_|personal_)/;

const acts = (method: string) => ACTS.test(method);

type LedgerClient = Client<Transport, Chain | undefined>;

/** One node, to be asked by itself. */
export interface ChainNode {
  readonly name: string;
  readonly url: string;
  readonly client: LedgerClient;
  /** For what only a comparison with others shows; see {@link NodeRecord}. */
  readonly record: NodeRecord;
  /** Tells of new blocks; only by a WebSocket. */
  readonly subscribe?: Socket["subscribe"];
}

/** Several nodes of one chain as one. */
export interface Nodes {
  /** For a viem client: asks the best node, and the next where that one fails or is slow. */
  readonly transport: Transport;
  /** Each by itself, the best first. */
  ranked(): ChainNode[];
  /** How each does, in the order they were given. */
  health(): NodeHealth[];
  /** Asks each node for its newest block and whether it is of this chain. Failures are for `health`. */
  check(): Promise<void>;
  /** Takes note of a block that a node showed. */
  reached(node: ChainNode, height: bigint): void;
}

export interface NodesOptions {
  /** Nodes of another chain are found out and not asked again. */
  readonly chainId: number;
  /** Replaces viem's transports, by URL. */
  readonly transportOf?: (url: string) => Transport;
  /** Milliseconds; see the constants in this file. */
  readonly hedgeTime?: number;
  readonly retryDelay?: number;
  readonly now?: () => number;
}

/**
 * The nodes at these addresses: `http(s)://` or `ws(s)://`.
 *
 * A request goes to the fastest node that does well; where that one fails, or takes longer than it
 * usually does, to the next as well, and the first answer counts. What a contract answers, a revert
 * too, is an answer. A node that fails rests, for longer each time. Transactions go to all nodes at
 * once, so that one that drops them does no harm; a node that has it already has taken it.
 *
 * viem's `fallback` puts every request to a node that hangs first, waiting for its time-out, until
 * its next ranking, hands on no abort signals, and never ends its timer.
 *
 * @throws LedgerError `chain/unreachable` where there is no address
 */
export function createNodes(urls: readonly string[], options: NodesOptions): Nodes {
  const { chainId, now = Date.now, hedgeTime = HEDGE_MS } = options;
  if (urls.length === 0) throw new LedgerError("chain/unreachable", "No node is named.");
  const nodes = urls.map((url, i) => createNode(url, nameOf(urls, i)));
  let highest: bigint | null = null;
  let checkedAt = 0;

  function createNode(url: string, name: string): ChainNode {
    const record = createNodeRecord({ name, url }, { now });
    const socket = /^wss?:/.test(url) ? createSocket(url) : null;
    const open = options.transportOf?.(url) ?? socket?.transport ?? batchedHttp(url, { acts });
    const inner = open({ retryCount: 0, timeout: TIMEOUT_MS });
    const transport: Transport = () =>
      createTransport({
        key: "node",
        name,
        type: "node",
        // Where it is asked by itself; among others, the next one comes first.
        retryCount: 1,
        request: (args: unknown, request: unknown) =>
          measured(record, () => inner.request(args as never, request as never)),
      });
    const client: LedgerClient = createClient({ transport });
    return { name, url, client, record, ...(socket && { subscribe: socket.subscribe }) };
  }

  async function measured<T>(record: NodeRecord, request: () => Promise<T>): Promise<T> {
    const started = now();
    try {
      const answer = await request();
      record.succeeded(now() - started);
      return answer;
    } catch (error) {
      const fault = faultOf(error);
      if (fault !== null) record.failed(fault);
      else if (isAnswer(error)) record.succeeded(now() - started);
      throw error;
    }
  }

  const rank = ({ record }: ChainNode) => record.rank(highest);
  const ranked = () => nodes.toSorted((a, b) => rank(a) - rank(b));

  function reached({ record }: ChainNode, height: bigint): void {
    record.reached(height);
    if (highest === null || height > highest) highest = height;
  }

  async function check(): Promise<void> {
    checkedAt = now();
    await Promise.all(nodes.map(checkNode));
    // A node that went back, as after a reorganisation or a new start, takes the mark down with it.
    highest = null;
    for (const { record } of nodes) {
      const { height, state } = record.report(null);
      if (height === null || state === "distrusted" || state === "down") continue;
      if (highest === null || height > highest) highest = height;
    }
  }

  async function checkNode(node: ChainNode): Promise<void> {
    const asked = Promise.all([
      getChainId(node.client),
      getBlockNumber(node.client, { cacheTime: 0 }),
    ]);
    try {
      const [id, height] = await within(CHECK_TIMEOUT_MS, asked);
      node.record.reached(height);
      if (id === chainId) return;
      node.record.distrust(
        new LedgerError("chain/wrong-network", "This node answers for another chain.", {
          details: { expected: chainId, actual: id, node: node.name },
        }),
      );
    } catch (error) {
      const failure = toLedgerError(error);
      if (failure instanceof LedgerError) node.record.failed(failure);
    }
  }

  /** Checks in the background while requests come in: no timer outlives their caller. */
  function checkSometimes(): void {
    if (nodes.length > 1 && now() - checkedAt > CHECK_EVERY_MS) void check();
  }

  async function request(
    args: { method: string; params?: unknown },
    callOptions?: { signal?: AbortSignal | undefined },
  ): Promise<unknown> {
    checkSometimes();
    if (args.method === "eth_sendRawTransaction") return broadcast(args);
    const asked = acts(args.method) ? ranked().slice(0, 1) : ranked();
    return firstAnswer(asked, {
      patience: ({ record }) => Math.max(hedgeTime, HEDGE_FACTOR * record.expected()),
      ask: ({ client }) => client.request(args as never, { retryCount: 0, ...callOptions }),
      slow: ({ record }, milliseconds) => record.tooSlow(milliseconds),
      signal: callOptions?.signal,
      now,
    });
  }

  async function broadcast(args: { method: string; params?: unknown }): Promise<unknown> {
    const asked = nodes.map(({ client }) => client.request(args as never, { retryCount: 0 }));
    try {
      return await Promise.any(asked);
    } catch (error) {
      const errors = error instanceof AggregateError ? error.errors : [error];
      const [raw] = args.params as [Hex];
      const hash = keccak256(raw);
      // Refused because an earlier attempt, whose answer was lost, has brought it there.
      if (await isKnown(hash)) return hash;
      throw errors.find(isAnswer) ?? errors[0];
    }
  }

  async function isKnown(hash: Hex): Promise<boolean> {
    const found = await Promise.all(
      nodes.map(({ client }) =>
        client
          .request({ method: "eth_getTransactionByHash", params: [hash] } as never)
          .catch(() => null),
      ),
    );
    return found.some((transaction) => transaction !== null);
  }

  return {
    transport: ({ retryCount = RETRIES }) =>
      createTransport({
        key: "nodes",
        name: "Nodes",
        type: "nodes",
        retryCount,
        retryDelay: options.retryDelay ?? RETRY_DELAY_MS,
        request: request as never,
      }),
    ranked,
    check,
    reached,
    health: () => nodes.map(({ record }) => record.report(highest)),
  };
}

/** A node's host, and which of them it is where several have the same. */
function nameOf(urls: readonly string[], index: number): string {
  const host = (url: string) => (URL.canParse(url) ? new URL(url).host : url);
  const own = host(urls[index] ?? "");
  const before = urls.slice(0, index).filter((url) => host(url) === own).length;
  return before === 0 ? own : `${own} (${before + 1})`;
}

interface FirstAnswerOptions<T> {
  /** Milliseconds after which the next node is asked as well. */
  patience(node: ChainNode): number;
  ask(node: ChainNode): Promise<T>;
  /** This node had not answered after so long, when another one did. */
  slow(node: ChainNode, milliseconds: number): void;
  readonly signal: AbortSignal | undefined;
  readonly now: () => number;
}

/**
 * The first answer of any node, which are asked one after the other: the next where one fails, or
 * takes longer than its patience. A contract's revert ends it; other refusals do not.
 *
 * After Dean and Barroso, "The Tail at Scale" (CACM 2013), "hedged requests".
 */
function firstAnswer<T>(
  nodes: readonly ChainNode[],
  { patience, ask, slow, signal, now }: FirstAnswerOptions<T>,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const errors: unknown[] = [];
  const underWay = new Map<ChainNode, number>();
  const rest = nodes.values();
  let timer: ReturnType<typeof setTimeout> | undefined;
  let settled = false;

  function settle(end: () => void): void {
    settled = true;
    clearTimeout(timer);
    signal?.removeEventListener("abort", stop);
    end();
  }

  const stop = () => settle(() => reject(signal?.reason));

  function next(): void {
    clearTimeout(timer);
    if (settled) return;
    const { value: node } = rest.next();
    if (node === undefined) {
      if (underWay.size === 0) settle(() => reject(errors.find(isAnswer) ?? errors[0]));
      return;
    }
    underWay.set(node, now());
    timer = setTimeout(next, patience(node));
    ask(node).then(
      (answer) => {
        underWay.delete(node);
        if (settled) return;
        for (const [other, started] of underWay) slow(other, now() - started);
        settle(() => resolve(answer));
      },
      (error: unknown) => {
        underWay.delete(node);
        if (settled) return;
        errors.push(error);
        if (isRevert(error)) settle(() => reject(error));
        else next();
      },
    );
  }

  signal?.addEventListener("abort", stop, { once: true });
  if (signal?.aborted) stop();
  else next();
  return promise;
}

/** JSON-RPC codes by which a node says that it cannot serve now: limits, and its own failures. */
const NODE_FAULTS: readonly number[] = [-32603, -32005, -32007, 429];

/** Whether a node answered, if only to refuse. */
function isAnswer(error: unknown): boolean {
  return isRevert(error) || refusalIn(error) !== null;
}

/** Whether the answer is the contract's: every honest node would give it. */
function isRevert(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  // Whatever code a node gives a revert: only that one brings the contract's bytes.
  if (error.walk((cause) => isHex((cause as { data?: unknown }).data)) !== null) return true;
  const refusal = refusalIn(error);
  if (refusal === null) return false;
  return refusal.code === 3 || ExecutionRevertedError.nodeMessage.test(refusal.message);
}

/** The failure of a node, or of the way to it; null where it answered. */
function faultOf(error: unknown): LedgerError | null {
  const refusal = refusalIn(error);
  if (isRevert(error) || (refusal !== null && !NODE_FAULTS.includes(refusal.code))) return null;
  const failure = toLedgerError(error);
  return failure instanceof LedgerError ? failure : null;
}

function refusalIn(error: unknown): RpcError | RpcRequestError | null {
  if (!(error instanceof BaseError)) return null;
  const isRefusal = (cause: unknown) =>
    cause instanceof RpcRequestError ||
    (cause instanceof RpcError && !(cause instanceof UnknownRpcError));
  return error.walk(isRefusal) as RpcError | RpcRequestError | null;
}

function within<T>(milliseconds: number, promise: Promise<T>): Promise<T> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new LedgerError("chain/unreachable", "The node did not answer in time.")),
    milliseconds,
  );
  return Promise.race([promise, late.promise]).finally(() => clearTimeout(timer));
}
