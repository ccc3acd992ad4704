import type { Address, Chain, Client, Transport } from "viem";

/** Where a ledger is and how to ask it: handed to every read and write of this folder. */
export interface Ledger {
  /** A viem client; a `PublicClient` is one. */
  readonly client: Client<Transport, Chain | undefined>;
  readonly chainId: number;
  readonly ledger: Address;
  readonly keyDirectory: Address;
  /** The block of the ledger's deployment, where ranged log reads begin. Default 0. */
  readonly deployedAt?: number | undefined;
}

/**
 * How settled a state a read may come from: the newest block, one that reorganisations are not
 * expected to reach, or one that they cannot reach. Nodes that do not know the latter two refuse.
 */
export type Consistency = "latest" | "safe" | "finalized";
