import { setTimeout as sleep } from "node:timers/promises";
import hre from "hardhat";
import type { Hex } from "viem";
import { fundCreateX } from "../deploy/create-x.ts";
import type { LogBlock, LogHeader, RpcTransaction } from "./chain-log.ts";
import { appendLog, rawTransaction, readLog, startLog } from "./chain-log.ts";
import type { Port } from "./http.ts";
import { listen } from "./http.ts";
import { createRpcListener } from "./rpc-server.ts";

export interface Chain {
  /** Where the chain answers JSON-RPC. */
  url: string;
  genesisHash: Hex;
  /** How many blocks of an earlier run are back; null where the chain is a new one. */
  restored: number | null;
  request: <T = unknown>(method: string, params?: readonly unknown[]) => Promise<T>;
  /** The same chain as Hardhat's plugins know it. */
  connection: Connection;
  close: () => Promise<void>;
}

interface ChainOptions {
  host: string;
  port: Port;
  /** Where blocks are kept between runs. */
  log: string;
  /** What must be the same for an earlier run's blocks to mean the same. */
  key: string;
  /** When a new chain begins, in unix milliseconds. */
  genesis: number;
}

/** Chain time never lags further behind the clock than this. */
const TICK_MS = 4_000;
/** How soon a block is logged: what a crash can lose. */
const POLL_MS = 250;

/**
 * Starts the devnet: Hardhat's chain with a block per transaction and one at least every few seconds,
 * so that leases run out by themselves.
 *
 * Hardhat forgets its state when it ends. It is deterministic, though: the same signed transactions at
 * the same times make the same blocks. So blocks are logged as they come, made again at the next start,
 * and the chain counts as restored only if every hash is the one it was; otherwise it starts anew.
 */
export async function startChain(options: ChainOptions): Promise<Chain> {
  const { connection, header, blocks, restored } = await open(options);
  const request = requester(connection);
  const log = await follow(request, { file: options.log, header, blocks });
  const server = await listen(createRpcListener(request), {
    host: options.host,
    ...options.port,
  });
  const { hash } = await request<RpcBlock>("eth_getBlockByNumber", ["0x0", false]);
  return {
    url: server.url,
    genesisHash: hash,
    restored: restored ? blocks.length : null,
    request,
    connection,
    close: async () => {
      await server.close();
      await log.close();
      await connection.close();
    },
  };
}

/** The chain of the last run where it can be made again, else a new one. */
async function open({ log, key, genesis }: ChainOptions) {
  const kept = readLog(log);
  if (kept !== null && kept.header.key === key) {
    const connection = await restore(kept.header.genesis, kept.blocks);
    if (connection !== null) return { connection, ...kept, restored: true };
  }
  return {
    connection: await create(genesis),
    header: { key, genesis },
    blocks: [],
    restored: false,
  };
}

type Connection = Awaited<ReturnType<typeof create>>;

/** A chain at its genesis. What is given there and by no transaction must be the same in every run. */
async function create(genesis: number) {
  const connection = await hre.network.create({
    network: "devnet",
    override: { initialDate: new Date(genesis).toISOString() },
  });
  await fundCreateX(requester(connection));
  return connection;
}

function requester(connection: Connection): Chain["request"] {
  return async <T>(method: string, params: readonly unknown[] = []) =>
    (await connection.provider.request({ method, params: [...params] })) as T;
}

/** Makes logged blocks again and brings the clock back to the present; null where one comes out different. */
async function restore(genesis: number, blocks: readonly LogBlock[]): Promise<Connection | null> {
  const connection = await create(genesis);
  const request = requester(connection);
  try {
    for (const block of blocks) {
      await request("evm_setNextBlockTimestamp", [block.timestamp]);
      await mine(request, block.transactions);
      if ((await latest(request)).hash !== block.hash) throw new RangeError("another block");
    }
    const { timestamp } = await latest(request);
    const now = Math.max(Number(timestamp), Math.floor(Date.now() / 1000));
    await request("evm_setNextBlockTimestamp", [now]);
    await request("evm_mine");
    return connection;
  } catch {
    await connection.close();
    return null;
  }
}

async function mine(request: Chain["request"], transactions: readonly Hex[]): Promise<void> {
  const alone = transactions.length === 1; // mined as it comes
  if (!alone) await request("evm_setAutomine", [false]);
  for (const raw of transactions) await request("eth_sendRawTransaction", [raw]);
  if (alone) return;
  await request("evm_mine");
  await request("evm_setAutomine", [true]);
}

interface LogOptions {
  file: string;
  header: LogHeader;
  /** What was restored, and so is logged already. */
  blocks: readonly LogBlock[];
}

/** Logs each block that the chain makes, and mines one where nothing else does. */
async function follow(request: Chain["request"], { file, header, blocks }: LogOptions) {
  startLog(file, header, blocks);
  let count = blocks.length;
  let hash = blocks.at(-1)?.hash;
  let minedAt = Date.now();

  const write = async (): Promise<boolean> => {
    const head = Number(await request<Hex>("eth_blockNumber"));
    const rolledBack = head < count || (count > 0 && (await blockAt(request, count)).hash !== hash);
    if (head === count && !rolledBack) return false;
    if (rolledBack) {
      startLog(file, header);
      count = 0;
    }
    const added: LogBlock[] = [];
    while (count < head) added.push(logged(await blockAt(request, ++count)));
    hash = added.at(-1)?.hash;
    appendLog(file, added);
    return true;
  };

  const stopping = new AbortController();
  const loop = async () => {
    while (!stopping.signal.aborted) {
      if (await write()) minedAt = Date.now();
      else if (Date.now() - minedAt >= TICK_MS) await request("evm_mine");
      await sleep(POLL_MS, undefined, { signal: stopping.signal }).catch(() => undefined);
    }
    await write();
  };
  const running = loop();
  return {
    close: () => {
      stopping.abort();
      return running;
    },
  };
}

interface RpcBlock {
  timestamp: Hex;
  hash: Hex;
  transactions: RpcTransaction[];
}

function latest(request: Chain["request"]): Promise<RpcBlock> {
  return request("eth_getBlockByNumber", ["latest", false]);
}

function blockAt(request: Chain["request"], number: number): Promise<RpcBlock> {
  return request("eth_getBlockByNumber", [`0x${number.toString(16)}`, true]);
}

function logged({ timestamp, hash, transactions }: RpcBlock): LogBlock {
  return { timestamp, transactions: transactions.map(rawTransaction), hash };
}
