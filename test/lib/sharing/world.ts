import type { Context, FileSource, Network, Wallet } from "../../../lib/sharing/index.ts";
import {
  createContext,
  createVolatileMemory,
  publishKey,
  unlock,
} from "../../../lib/sharing/index.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import type { ManagedStore } from "../../../lib/storage/store.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";

/** A chain, one storage, and people who each come with a context (a device) of their own. */
export interface World {
  chain: TestChain;
  store: ManagedStore;
  /** A device of nobody in particular: it shares the chain and the storage, and remembers nothing. */
  device(): Context;
  /** Person `n`, set up: identity unlocked and key published. */
  person(n: number): Promise<Person>;
  close(): Promise<void>;
}

export interface Person {
  context: Context;
  account: Awaited<ReturnType<typeof unlock>>;
}

export async function startWorld(): Promise<World> {
  const chain = await startChain();
  const store = createMemoryStore();
  const hash = `0x${"00".repeat(32)}` as const;
  const network: Network = {
    version: 1,
    name: "test",
    chainId: chain.ledger.chainId,
    rpcUrls: ["http://127.0.0.1:8545"],
    contracts: { ledger: chain.ledger.ledger, keyDirectory: chain.ledger.keyDirectory },
    deployedAt: { blockNumber: chain.ledger.deployedAt ?? 0, blockHash: hash, genesisHash: hash },
    storage: { gateway: null, kubo: null },
    explorer: null,
    demo: null,
  };
  const device = () =>
    createContext(network, { client: chain.client, store, memory: createVolatileMemory() });
  return {
    chain,
    store,
    device,
    async person(n) {
      const context = device();
      const account = await unlock(context, chain.wallets[n] as Wallet);
      await publishKey(context, account);
      return { context, account };
    },
    close: () => chain.close(),
  };
}

/** A file of the given bytes or text. */
export function file(name: string, content: string | Uint8Array, type = ""): FileSource {
  const blob = new File([content as BlobPart], name, { type, lastModified: 1_700_000_000_000 });
  return blob as FileSource;
}

/** All bytes of a stream. */
export async function drain(stream: ReadableStream<Uint8Array>): Promise<Uint8Array> {
  return new Uint8Array(await new Response(stream as ReadableStream<BufferSource>).arrayBuffer());
}

export async function drainText(stream: ReadableStream<Uint8Array>): Promise<string> {
  return new TextDecoder().decode(await drain(stream));
}
