import type { Hash } from "viem";
import { BlockNotFoundError } from "viem";
import { getBlock } from "viem/actions";
import { sliceOf } from "../slice.ts";
import { toLedgerError } from "./chain-errors.ts";
import { kept, note } from "./kept.ts";
import type { Ledger } from "./ledger.ts";
import type { ReadOptions } from "./read.ts";

export interface ChainBlock {
  readonly number: bigint;
  readonly hash: Hash;
  /** Unix seconds. */
  readonly timestamp: number;
}

/**
 * The newest block, or the newest that is as settled as `at` asks.
 *
 * @throws LedgerError `chain/unreachable`; the signal's reason
 */
export async function readBlock(
  ledger: Ledger,
  { at = "latest", signal }: ReadOptions = {},
): Promise<ChainBlock> {
  try {
    const { number, hash, timestamp } = await getBlock(ledger.client, { blockTag: at });
    signal?.throwIfAborted();
    const block = { number, hash, timestamp: Number(timestamp) };
    if (at === "latest")
      note(ledger, kept.seen, (at) => ({ number, hash, time: block.timestamp, at }));
    return block;
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
  { client }: Ledger,
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

/** The chain's time: unix seconds of the newest block (or of the newest as settled as asked). */
export async function chainTime(ledger: Ledger, options: ReadOptions = {}): Promise<number> {
  return (await readBlock(ledger, options)).timestamp;
}

/** The slice that the chain's time falls into. */
export async function chainSlice(ledger: Ledger, options: ReadOptions = {}): Promise<number> {
  return sliceOf(await chainTime(ledger, options));
}
