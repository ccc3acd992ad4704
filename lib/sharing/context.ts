import type { Chain, Client, Transport } from "viem";
import { createClient, fallback, http } from "viem";
import type { Ledger } from "../ledger/ledger.ts";
import { createIndexedDbStore } from "../storage/indexeddb-store.ts";
import type { BlockStore, ManagedStore } from "../storage/store.ts";
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
}

/** What a context is made of where it is not a browser's. */
export interface ContextParts {
  /** A viem client of the network's chain. */
  client: Client<Transport, Chain | undefined>;
  store: BlockStore;
  memory: Memory;
  cache?: ManagedStore | null;
}

/**
 * A context for a network. Without parts it is a browser's: the network's RPC nodes, this device's
 * IndexedDB, and the network's storage.
 */
export function createContext(network: Network, parts?: ContextParts): Context {
  const { client, store, memory, cache } = parts ?? browserParts(network);
  return {
    network,
    ledger: {
      client,
      chainId: network.chainId,
      ledger: network.contracts.ledger,
      keyDirectory: network.contracts.keyDirectory,
      deployedAt: network.deployedAt.blockNumber,
    },
    store,
    memory,
    cache: cache ?? null,
  };
}

/** Drops what this device remembers and has cached of a network: for a chain that began anew. */
export async function forget({ memory, cache }: Context): Promise<void> {
  await memory.clear();
  if (cache === null) return;
  for await (const cid of cache.list()) await cache.delete(cid);
}

function browserParts(network: Network): ContextParts {
  const name = `leasehold-${network.chainId}`;
  const cache = createIndexedDbStore({ database: `${name}-blocks` });
  return {
    client: createClient({
      transport: fallback(network.rpcUrls.map((url) => http(url, { batch: true }))),
      pollingInterval: 1000,
    }),
    store: openStore(network, cache),
    cache,
    memory: createBrowserMemory(`${name}-memory`),
  };
}
