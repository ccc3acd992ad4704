import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import type { Hex, TransactionSerializable } from "viem";
import { serializeTransaction } from "viem";

/** What the first line of a log says: a log of another chain is not replayed. */
export interface LogHeader {
  /** Differs whenever the same transactions could lead to another chain. */
  key: string;
  /** Unix milliseconds of the genesis block. */
  genesis: number;
}

/** A block to make again: when, from what, and what must come out. */
export interface LogBlock {
  timestamp: Hex;
  transactions: Hex[];
  hash: Hex;
}

/** A transaction as a node shows it. */
export interface RpcTransaction {
  type: Hex;
  to: Hex | null;
  nonce: Hex;
  gas: Hex;
  value: Hex;
  input: Hex;
  chainId?: Hex | null;
  gasPrice?: Hex;
  maxFeePerGas?: Hex;
  maxPriorityFeePerGas?: Hex;
  accessList?: { address: Hex; storageKeys: Hex[] }[];
  v: Hex;
  r: Hex;
  s: Hex;
}

/** Reads a log; null where there is none. A last line that was cut off is left out. */
export function readLog(file: string): { header: LogHeader; blocks: LogBlock[] } | null {
  let lines: string[];
  try {
    lines = readFileSync(file, "utf8").split("\n").slice(0, -1);
  } catch {
    return null;
  }
  try {
    const [header, ...blocks] = lines.map((line) => JSON.parse(line) as unknown);
    if (header === undefined) return null;
    return { header: header as LogHeader, blocks: blocks as LogBlock[] };
  } catch {
    return null;
  }
}

export function startLog(file: string, header: LogHeader, blocks: readonly LogBlock[] = []): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, [header, ...blocks].map((line) => `${JSON.stringify(line)}\n`).join(""));
}

export function appendLog(file: string, blocks: readonly LogBlock[]): void {
  appendFileSync(file, blocks.map((block) => `${JSON.stringify(block)}\n`).join(""));
}

/** The signed bytes of a transaction, put together from what the node shows of it. */
export function rawTransaction(shown: RpcTransaction): Hex {
  const v = BigInt(shown.v);
  const legacy = shown.type === "0x0";
  const yParity = legacy ? Number(v >= 35n ? (v - 35n) % 2n : v - 27n) : Number(v);
  const transaction = {
    to: shown.to,
    nonce: Number(shown.nonce),
    gas: BigInt(shown.gas),
    value: BigInt(shown.value),
    data: shown.input,
    ...(shown.chainId ? { chainId: Number(shown.chainId) } : {}),
    ...(shown.accessList === undefined ? {} : { accessList: shown.accessList }),
    ...fees(shown),
  } as TransactionSerializable;
  return serializeTransaction(transaction, { r: shown.r, s: shown.s, v, yParity });
}

function fees(shown: RpcTransaction) {
  if (shown.type === "0x2") {
    return {
      type: "eip1559",
      maxFeePerGas: BigInt(shown.maxFeePerGas ?? 0),
      maxPriorityFeePerGas: BigInt(shown.maxPriorityFeePerGas ?? 0),
    };
  }
  const type = shown.type === "0x1" ? "eip2930" : "legacy";
  return { type, gasPrice: BigInt(shown.gasPrice ?? 0) };
}
