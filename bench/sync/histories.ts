import type { Address, Hex } from "viem";

/** Events of the histories that are read. */
export const LENGTHS = [10, 100, 1000] as const;

/** The widest range of logs that the node serves, in blocks: as many public ones. */
export const MOST_BLOCKS = 10_000;

/** Where a chain's histories are. */
export interface Histories {
  /** The node; `?delay=` is its distance in milliseconds. */
  url: string;
  ledger: Address;
  keyDirectory: Address;
  deployedAt: number;
  height: number;
  /** The contract that keeps them as an array. */
  listed: Address;
  /** The ERC-1056 registry. */
  registry: Address;
  records: HistoryPlace[];
}

export interface HistoryPlace {
  length: number;
  record: Hex;
  /** The identity that stands for the record in the registry. */
  did: Address;
  /** What must be read, in order. */
  heads: Hex[];
}
