import type { Address, Chain, Client, Transport } from "viem";
import type { Nodes } from "./nodes/nodes.ts";

/** Where a ledger is and how to ask it: handed to every read and write of this folder. */
export interface Ledger {
  /** A viem client; a `PublicClient` is one. */
  readonly client: Client<Transport, Chain | undefined>;
  readonly chainId: number;
  readonly ledger: Address;
  readonly keyDirectory: Address;
  /** The block of the ledger's deployment, where ranged log reads begin. Default 0. */
  readonly deployedAt?: number | undefined;
  /** The nodes behind the client, where there are several: histories are then compared. */
  readonly nodes?: Nodes | undefined;
  /** Where histories are kept between reads, and between visits. */
  readonly histories?: HistoryCache | undefined;
  /** Blocks that a transaction is waited for, its own included, where it is not said. Default 1. */
  readonly confirmations?: number | undefined;
}

/**
 * Histories that were read before, by name. Values survive a structured clone; whoever reads one
 * checks it. It may lose any of them at any time.
 */
export interface HistoryCache {
  read(key: string): Promise<unknown>;
  write(key: string, history: unknown): Promise<void>;
  clear(): Promise<void>;
}

/**
 * How settled a state a read may come from: the newest block, one that reorganisations are not
 * expected to reach, or one that they cannot reach. Nodes that do not know the latter two refuse.
 */
export type Consistency = "latest" | "safe" | "finalized";
