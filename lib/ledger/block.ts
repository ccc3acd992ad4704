import type { Hash } from "viem";
import { BlockNotFoundError } from "viem";
import { getBlock } from "viem/actions";
import { sliceOf } from "../slice.ts";
import { toLedgerError } from "./chain-errors.ts";
import { LedgerError } from "./errors.ts";
import { keep, kept, note } from "./kept.ts";
import type { Ledger } from "./ledger.ts";
import { readAgreed } from "./nodes/agreement.ts";
import { areOfOneChain, WITNESS_MS } from "./nodes/compared.ts";
import type { ReadOptions } from "./read.ts";

export interface ChainBlock {
  readonly number: bigint;
  readonly hash: Hash;
  /** Unix seconds. */
  readonly timestamp: number;
}

/**
 * The newest block, or the newest that is as settled as `at` asks. Where the ledger has several nodes,
 * two are asked, and the one that is ahead counts if it has the other's block as well.
 *
 * @throws LedgerError `chain/unreachable`, `chain/nodes-disagree`; the signal's reason
 */
export async function readBlock(ledger: Ledger, options: ReadOptions = {}): Promise<ChainBlock> {
  const block = await readBlockCompared(ledger, options);
  if ((options.at ?? "latest") === "latest") {
    const { number, hash, timestamp: time } = block;
    note(ledger, kept.seen, (at) => ({ number, hash, time, at }));
  }
  return block;
}

async function readBlockCompared(ledger: Ledger, options: ReadOptions): Promise<ChainBlock> {
  const { nodes } = ledger;
  if (nodes === undefined || nodes.ranked().length < 2) return readBlockOf(ledger, options);
  const { retryDelay, signal } = options;
  return readAgreed<ChainBlock>(nodes, {
    read: (node) => readBlockOf(node, options),
    agree: (a, b) =>
      areOfOneChain(a, b, (client, number) => readBlockHash({ client }, number, { signal })),
    blockOf: ({ number }) => number,
    witnessTime: WITNESS_MS,
    retryDelay,
    signal,
  });
}

async function readBlockOf(
  { client }: Pick<Ledger, "client">,
  { at = "latest", signal }: ReadOptions,
): Promise<ChainBlock> {
  try {
    const { number, hash, timestamp } = await getBlock(client, { blockTag: at });
    signal?.throwIfAborted();
    return { number, hash, timestamp: Number(timestamp) };
  } catch (error) {
    throw toLedgerError(error);
  }
}

/**
 * The hash of the block with that number; null where the chain does not reach it.
 *
 * @throws LedgerError `chain/unreachable`; the signal's reason
 */
export async function readBlockHash(
  { client }: Pick<Ledger, "client">,
  blockNumber: bigint,
  { signal }: Pick<ReadOptions, "signal"> = {},
): Promise<Hash | null> {
  try {
    const { hash } = await getBlock(client, { blockNumber });
    signal?.throwIfAborted();
    return hash;
  } catch (error) {
    if (error instanceof BlockNotFoundError) return null;
    throw toLedgerError(error);
  }
}

/**
 * The time of a past block, unix seconds. Where the ledger has several nodes, two are asked and compared.
 *
 * @throws LedgerError `chain/unreachable`, also where no node has such a block, `chain/nodes-disagree`;
 *   the signal's reason
 */
export async function readBlockTime(
  ledger: Ledger,
  number: bigint,
  { retryDelay, signal }: Omit<ReadOptions, "at"> = {},
): Promise<number> {
  const timeFrom = async ({ client }: Pick<Ledger, "client">): Promise<number> => {
    try {
      const { timestamp } = await getBlock(client, { blockNumber: number });
      signal?.throwIfAborted();
      return Number(timestamp);
    } catch (error) {
      if (!(error instanceof BlockNotFoundError)) throw toLedgerError(error);
      throw new LedgerError("chain/unreachable", "The node does not have that block.", {
        cause: error,
      });
    }
  };
  const { nodes } = ledger;
  const isOne = nodes === undefined || nodes.ranked().length < 2;
  const time = isOne
    ? await timeFrom(ledger)
    : await readAgreed<number>(nodes, {
        read: timeFrom,
        agree: (a, b) => a.value === b.value,
        witnessTime: WITNESS_MS,
        retryDelay,
        signal,
      });
  keep(ledger, kept.blockTime(number), time);
  return time;
}

/** The chain's time: unix seconds of the newest block (or of the newest as settled as asked). */
export async function chainTime(ledger: Ledger, options: ReadOptions = {}): Promise<number> {
  return (await readBlock(ledger, options)).timestamp;
}

/** The slice that the chain's time falls into. */
export async function chainSlice(ledger: Ledger, options: ReadOptions = {}): Promise<number> {
  return sliceOf(await chainTime(ledger, options));
}
