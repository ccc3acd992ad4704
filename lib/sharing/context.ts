import type { Chain, Client, Transport } from "viem";
import { createClient } from "viem";
import type { Consistency, HistoryCache, Ledger } from "../ledger/ledger.ts";
import type { Nodes } from "../ledger/nodes/nodes.ts";
import { createNodes } from "../ledger/nodes/nodes.ts";
import { createBrowserIndex } from "../storage/cache-index.ts";
import type { CacheStore } from "../storage/cache-store.ts";
import { createCacheStore } from "../storage/cache-store.ts";
import { createIndexedDbStore } from "../storage/indexeddb-store.ts";
import type { BlockStore } from "../storage/store.ts";
import type { Choices } from "./choices.ts";
import { DEFAULT_CHOICES } from "./choices.ts";
import { createBrowserHistories, createVolatileHistories } from "./histories.ts";
import type { Memory } from "./memory.ts";
import { createBrowserMemory } from "./memory.ts";
import type { Network } from "./network.ts";
import type { LeafSealing } from "./records/seal-leaf.ts";
import { openStore } from "./stores.ts";

/** Everything through which the use-cases reach the world. */
export interface Context {
  readonly network: Network;
  readonly ledger: Ledger;
  /** Where blocks are read and kept. */
  readonly store: BlockStore;
  /**
   * The part of the store that is on this device; null where there is none. What is put here directly
   * stays, whatever room is needed, until it is released.
   */
  readonly cache: CacheStore | null;
  /** What this device remembers: leaf numbers that it gave out. */
  readonly memory: Memory;
  /**
   * How settled a state is shown by `openRecord` and the lists. What is sent is always made from the
   * newest state: made from an older one, it would not fit.
   */
  readonly consistency: Consistency;
  /** Encrypts what is stored elsewhere than in this thread; by default here. */
  readonly sealLeaf?: LeafSealing | undefined;
  /** What a person chose, of which all this was made. */
  readonly choices: Choices;
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
  cache?: CacheStore | null;
}

/**
 * A context for a network. Without parts it is a browser's: the network's RPC nodes and stores, those
 * that were chosen, and this device's IndexedDB.
 */
export function createContext(
  network: Network,
  parts?: ContextParts,
  chosen: Partial<Choices> = {},
): Context {
  const choices = { ...DEFAULT_CHOICES, ...chosen };
  const { store, memory, cache, histories, ...reach } = parts ?? browserParts(network, choices);
  return {
    network,
    ledger: {
      ...reachChain(network, { ...reach, rpcUrls: choices.rpcUrls }),
      chainId: network.chainId,
      ledger: network.contracts.ledger,
      keyDirectory: network.contracts.keyDirectory,
      deployedAt: network.deployedAt.blockNumber,
      histories: histories ?? createVolatileHistories(),
      confirmations: choices.confirmations,
    },
    store,
    memory,
    cache: cache ?? null,
    consistency: choices.consistency,
    choices,
  };
}

/** A browser's context with other choices: it remembers and holds what the one before does. */
export function changeChoices(
  { network, memory, ledger, sealLeaf }: Context,
  choices: Choices,
): Context {
  const { histories } = ledger;
  const { store, cache = null } = storeParts(network, choices);
  const context = createContext(
    network,
    { store, cache, memory, ...(histories !== undefined && { histories }) },
    choices,
  );
  return { ...context, sealLeaf };
}

/** Drops what this device remembers and has cached of a network: for a chain that began anew. */
export async function forget({ memory, cache, ledger }: Context): Promise<void> {
  await memory.clear();
  await ledger.histories?.clear();
  if (cache === null) return;
  for await (const cid of cache.list()) await cache.delete(cid);
}

function browserParts(network: Network, choices: Choices): ContextParts {
  const name = nameOf(network);
  return {
    ...storeParts(network, choices),
    memory: createBrowserMemory(`${name}-memory`),
    histories: createBrowserHistories(`${name}-histories`),
  };
}

function storeParts(network: Network, choices: Choices): Pick<ContextParts, "store" | "cache"> {
  const name = nameOf(network);
  const cache = createCacheStore({
    store: createIndexedDbStore({ database: `${name}-blocks` }),
    index: createBrowserIndex(`${name}-held`),
    limit: choices.cacheBytes ?? undefined,
  });
  return { store: openStore(network, cache, choices), cache };
}

function nameOf({ chainId }: Network): string {
  return `leasehold-${chainId}`;
}

function reachChain(
  network: Network,
  { client, nodes, rpcUrls }: Pick<ContextParts, "client" | "nodes"> & Pick<Choices, "rpcUrls">,
): Pick<Ledger, "client" | "nodes"> {
  if (client !== undefined) return { client, nodes };
  const { chainId } = network;
  const all = nodes ?? createNodes([...new Set([...network.rpcUrls, ...rpcUrls])], { chainId });
  return { nodes: all, client: createClient({ transport: all.transport, pollingInterval: 1000 }) };
}
