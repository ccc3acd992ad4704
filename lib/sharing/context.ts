import type { Chain, Client, Transport } from "viem";
import { createClient } from "viem";
import type { Consistency, HistoryCache, Ledger } from "../ledger/ledger.ts";
import type { Nodes } from "../ledger/nodes/nodes.ts";
import { createNodes } from "../ledger/nodes/nodes.ts";
import { createIndexedDbStore } from "../storage/indexeddb-store.ts";
import type { BlockStore, ManagedStore } from "../storage/store.ts";
import { createBrowserHistories, createVolatileHistories } from "./histories.ts";
import type { Memory } from "./memory.ts";
import { createBrowserMemory } from "./memory.ts";
import type { Network } from "./network.ts";
import { openStore } from "./stores.ts";

/** Everything through which the use-cases reach the world. */
export interface Context {
  readonly network: Network;
  readonly ledger: Ledger;
  /** Where blocks are read and kept. */
  readonly store: BlockStore;
  /** The part of the store that is on this device; null where there is none. */
  readonly cache: ManagedStore | null;
  /** What this device remembers: leaf numbers that it gave out. */
  readonly memory: Memory;
  /**
   * How settled a state is shown by `openRecord` and the lists. What is sent is always made from the
   * newest state: made from an older one, it would not fit.
   */
  readonly consistency: Consistency;
}

/** Choices of a person, or of an app. */
export interface ContextSettings {
  /** Default `latest`. */
  consistency?: Consistency;
  /** Blocks that a transaction is waited for, its own included. Default 1. */
  confirmations?: number;
}

/** What a context is made of where it is not a browser's. */
export interface ContextParts {
  /** A viem client of the network's chain; by default one over `nodes`. */
  client?: Client<Transport, Chain | undefined>;
  /** The nodes that are asked; by default, where no client is given, the network's. */
  nodes?: Nodes | undefined;
  /** Default: as long as the program runs. */
  histories?: HistoryCache;
  store: BlockStore;
  memory: Memory;
  cache?: ManagedStore | null;
}

/**
 * A context for a network. Without parts it is a browser's: the network's RPC nodes, this device's
 * IndexedDB, and the network's storage.
 */
export function createContext(
  network: Network,
  parts?: ContextParts,
  { consistency = "latest", confirmations = 1 }: ContextSettings = {},
): Context {
  const { store, memory, cache, histories, ...reach } = parts ?? browserParts(network);
  return {
    network,
    ledger: {
      ...reachChain(network, reach),
      chainId: network.chainId,
      ledger: network.contracts.ledger,
      keyDirectory: network.contracts.keyDirectory,
      deployedAt: network.deployedAt.blockNumber,
      histories: histories ?? createVolatileHistories(),
      confirmations,
    },
    store,
    memory,
    cache: cache ?? null,
    consistency,
  };
}

/** Drops what this device remembers and has cached of a network: for a chain that began anew. */
export async function forget({ memory, cache, ledger }: Context): Promise<void> {
  await memory.clear();
  await ledger.histories?.clear();
  if (cache === null) return;
  for await (const cid of cache.list()) await cache.delete(cid);
}

function browserParts(network: Network): ContextParts {
  const name = `leasehold-${network.chainId}`;
  const cache = createIndexedDbStore({ database: `${name}-blocks` });
  return {
    store: openStore(network, cache),
    cache,
    memory: createBrowserMemory(`${name}-memory`),
    histories: createBrowserHistories(`${name}-histories`),
  };
}

function reachChain(
  { rpcUrls, chainId }: Network,
  { client, nodes }: Pick<ContextParts, "client" | "nodes">,
): Pick<Ledger, "client" | "nodes"> {
  if (client !== undefined) return { client, nodes };
  const all = nodes ?? createNodes(rpcUrls, { chainId });
  return { nodes: all, client: createClient({ transport: all.transport, pollingInterval: 1000 }) };
}
