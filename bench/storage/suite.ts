import type { Block } from "../../lib/storage/block.ts";
import { createBlock, RAW } from "../../lib/storage/block.ts";
import { createBrowserIndex } from "../../lib/storage/cache-index.ts";
import { createCacheStore } from "../../lib/storage/cache-store.ts";
import { createIndexedDbStore } from "../../lib/storage/indexeddb-store.ts";
import { createOpfsStore } from "../../lib/storage/opfs-store.ts";
import type { ManagedStore } from "../../lib/storage/store.ts";
import type { Suite, Task } from "../support/suite.ts";

/** The most that a browser draws of random bytes at a time. */
const DRAW_BYTES = 65_536;

/** Milliseconds for each block. */
export interface Times {
  put: number;
  get: number;
  has: number;
}

const stores: Readonly<Record<string, () => ManagedStore>> = {
  IndexedDB: () => createIndexedDbStore({ database: "bench" }),
  "IndexedDB, bounded": () =>
    createCacheStore({
      store: createIndexedDbStore({ database: "bench-bounded" }),
      index: createBrowserIndex("bench-index"),
      limit: 1e10,
    }),
  files: () => createOpfsStore(),
};

/** Puts, gets and looks for blocks of a size, four at a time. */
const measure =
  (open: () => ManagedStore): Task =>
  async (_, { size = 4096, count = 64 }) => {
    const blocks = await Promise.all(Array.from({ length: count }, () => randomBlock(size)));
    const store = open();
    const [first] = blocks;
    if (first !== undefined) await store.put(first); // what is opened once is not measured
    return async (): Promise<Times> => ({
      put: await each(blocks, (block) => store.put(block)),
      get: await each(blocks, ({ cid }) => store.get(cid)),
      has: await each(blocks, ({ cid }) => store.has(cid)),
    });
  };

export const tasks: Suite = Object.fromEntries(
  Object.entries(stores).map(([name, open]) => [name, measure(open)]),
);

async function each(blocks: Block[], work: (block: Block) => Promise<unknown>): Promise<number> {
  const rest = blocks.values();
  const started = performance.now();
  const worker = async () => {
    for (const block of rest) await work(block);
  };
  await Promise.all([worker(), worker(), worker(), worker()]);
  return (performance.now() - started) / blocks.length;
}

async function randomBlock(size: number): Promise<Block> {
  const bytes = new Uint8Array(size);
  for (let at = 0; at < size; at += DRAW_BYTES) {
    crypto.getRandomValues(bytes.subarray(at, Math.min(size, at + DRAW_BYTES)));
  }
  return createBlock(bytes, RAW);
}
