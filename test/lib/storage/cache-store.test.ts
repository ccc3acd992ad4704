import "fake-indexeddb/auto";
import { describe, expect, it } from "vitest";
import type { CacheIndex } from "../../../lib/storage/cache-index.ts";
import { createBrowserIndex, createVolatileIndex } from "../../../lib/storage/cache-index.ts";
import type { CacheStoreOptions } from "../../../lib/storage/cache-store.ts";
import { createCacheStore } from "../../../lib/storage/cache-store.ts";
import { StorageError } from "../../../lib/storage/errors.ts";
import { createIndexedDbStore } from "../../../lib/storage/indexeddb-store.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import { createReplicaStore } from "../../../lib/storage/replica-store.ts";
import type { ManagedStore } from "../../../lib/storage/store.ts";
import { describeStore } from "./conformance.ts";
import { codeOf, collect, createBlockMaker } from "./fixtures.ts";

let databases = 0;

describeStore("cache store", {
  open: async () => ({
    store: createCacheStore({ store: createMemoryStore(), index: createVolatileIndex() }),
  }),
});

describeStore("cache store in a browser", {
  open: async () => {
    const store = createIndexedDbStore({ database: `cached-${databases++}` });
    const index = createBrowserIndex(`index-of-cached-${databases}`);
    const cache = createCacheStore({
      store: { ...store, usage: async () => ({ used: 5000, capacity: 1e9 }) },
      index,
    });
    return { store: cache, close: () => store.close() };
  },
});

function open(options: Partial<CacheStoreOptions> = {}) {
  const clock = { time: 1_000_000 };
  const store = options.store ?? createMemoryStore({ name: "device" });
  const index = options.index ?? createVolatileIndex();
  const cache = createCacheStore({
    limit: 10_000,
    now: () => clock.time,
    ...options,
    store,
    index,
  });
  return { cache, store, index, clock };
}

const held = async (store: ManagedStore) => new Set((await collect(store.list())).map(String));

describe.each<[string, () => CacheIndex]>([
  ["in memory", createVolatileIndex],
  ["in IndexedDB", () => createBrowserIndex(`index-${databases++}`)],
])("a cache whose index is %s", (_, createIndex) => {
  const make = createBlockMaker(2001);
  const blocksOf = (count: number) => Promise.all(Array.from({ length: count }, () => make(1000)));

  it("drops what others hold, what was used longest ago first", async () => {
    const { cache, store, clock } = open({ index: createIndex() });
    const blocks = await blocksOf(10);
    for (const block of blocks) {
      clock.time += 100_000;
      await cache.putCopy(block);
    }
    clock.time += 100_000;
    await cache.get(blocks[0]!.cid);
    await cache.putCopy(await make(1000));
    const left = await held(store);
    expect(left.has(blocks[0]!.cid.toString())).toBe(true);
    expect(left.has(blocks[1]!.cid.toString())).toBe(false);
    expect(left.has(blocks[9]!.cid.toString())).toBe(true);
    expect((await cache.use()).used).toBeLessThanOrEqual(10_000);
  });

  it("never drops what nobody else holds, and takes more of it beyond its limit", async () => {
    const { cache, store } = open({ index: createIndex() });
    const blocks = await blocksOf(15);
    for (const block of blocks) await cache.put(block);
    expect(await held(store)).toEqual(new Set(blocks.map(({ cid }) => cid.toString())));
    expect(await cache.use()).toEqual({ used: 15_000, kept: 15_000, limit: 10_000 });
    expect((await collect(cache.listKept())).length).toBe(15);
    expect(await codeOf(cache.putCopy(await make(1000)))).toBe("storage/full");
    expect((await held(store)).size).toBe(15);
  });

  it("lets go of a block when others hold it, and holds it again when it is put again", async () => {
    const { cache, store, clock } = open({ index: createIndex() });
    const [mine, other] = await blocksOf(2);
    await cache.put(mine!);
    await cache.release(mine!.cid);
    await cache.put(other!);
    await cache.release(other!.cid);
    await cache.put(mine!);
    clock.time += 100_000;
    for (const block of await blocksOf(12)) await cache.putCopy(block);
    const left = await held(store);
    expect(left.has(mine!.cid.toString())).toBe(true);
    expect(left.has(other!.cid.toString())).toBe(false);
    expect((await cache.use()).kept).toBe(1000);
  });

  it("does not take a copy for a reason to let go", async () => {
    const { cache } = open({ index: createIndex() });
    const [mine] = await blocksOf(1);
    await cache.put(mine!);
    await cache.putCopy(mine!);
    expect((await cache.use()).kept).toBe(1000);
  });

  it("keeps many that come at once within its limit", async () => {
    const { cache } = open({ index: createIndex() });
    await Promise.all((await blocksOf(60)).map((block) => cache.putCopy(block)));
    await cache.putCopy(await make(1000));
    expect((await cache.use()).used).toBeLessThanOrEqual(10_000);
  });

  it("keeps what it finds without knowing of it", async () => {
    const store = createMemoryStore();
    const [found] = await blocksOf(1);
    await store.put(found!);
    const { cache } = open({ store, index: createIndex() });
    expect(await cache.use()).toEqual({ used: 1000, kept: 1000, limit: 10_000 });
    for (const block of await blocksOf(20)) await cache.putCopy(block);
    expect(await cache.get(found!.cid)).toEqual(found!.bytes);
  });
});

describe("a cache in a browser that has less room than its limit", () => {
  const make = createBlockMaker(2002);

  it("makes way for what is held nowhere else, and is full when nothing may go", async () => {
    const store = createMemoryStore({ capacity: 5000 });
    const { cache } = open({ store });
    for (let i = 0; i < 5; i++) await cache.putCopy(await make(1000));
    const mine = await Promise.all(Array.from({ length: 5 }, () => make(1000)));
    for (const block of mine) await cache.put(block);
    expect(await cache.use()).toMatchObject({ used: 5000, kept: 5000 });
    expect(await codeOf(cache.put(await make(1000)))).toBe("storage/full");
    expect(await codeOf(cache.putCopy(await make(1000)))).toBe("storage/full");
    for (const { cid, bytes } of mine) expect(await cache.get(cid)).toEqual(bytes);
    expect(await cache.use()).toMatchObject({ used: 5000, kept: 5000 });
  });

  it("says what else goes wrong, and counts nothing for it", async () => {
    const store = createMemoryStore();
    const broken = {
      ...store,
      put: async () => {
        throw new StorageError("unavailable", "no");
      },
    };
    const { cache } = open({ store: broken });
    expect(await codeOf(cache.put(await make(1000)))).toBe("storage/unavailable");
    expect(await cache.use()).toMatchObject({ used: 0 });
  });

  it("takes a quarter of what the browser allows, and 2 GiB at most", async () => {
    const limitAt = async (capacity: number | undefined) => {
      const store = { ...createMemoryStore(), usage: async () => ({ used: 0, capacity }) };
      return (await open({ store, limit: undefined }).cache.use()).limit;
    };
    expect(await limitAt(1000)).toBe(250);
    expect(await limitAt(1e12)).toBe(2 * 1024 ** 3);
    expect(await limitAt(undefined)).toBe(512 * 1024 ** 2);
  });
});

describe("a replica store's cache", () => {
  const make = createBlockMaker(2003);

  function openSet(options: { minCopies?: number } = {}) {
    const { cache } = open();
    const copies = [createMemoryStore({ name: "a" }), createMemoryStore({ name: "b" })];
    let isAway = false;
    const store = createReplicaStore({
      ...options,
      cache,
      copies: copies.map((copy) => ({
        ...copy,
        async put(block, putOptions) {
          if (isAway) throw new StorageError("unavailable", "away");
          await copy.put(block, putOptions);
        },
      })),
    });
    const away = (to: boolean) => {
      isAway = to;
    };
    return { cache, copies, store, away };
  }

  const kept = async ({ cache }: ReturnType<typeof openSet>) =>
    (await collect(cache.listKept())).map(String);

  it("lets go of what enough copies took, and keeps what they did not", async () => {
    const set = openSet();
    const [first, second] = [await make(100), await make(100)];
    await set.store.put(first);
    expect(await kept(set)).toEqual([]);
    set.away(true);
    expect(await codeOf(set.store.put(second))).toBe("storage/too-few-copies");
    expect(await kept(set)).toEqual([second.cid.toString()]);
    set.away(false);
    await set.store.repair({ cids: set.cache.listKept() });
    expect(await kept(set)).toEqual([]);
    expect(await set.copies[1]!.get(second.cid)).toEqual(second.bytes);
  });

  it("does not keep what it got by reading", async () => {
    const set = openSet();
    const block = await make(100);
    await set.copies[0]!.put(block);
    await set.store.get(block.cid);
    await set.store.settled();
    expect(await set.cache.has(block.cid)).toBe(true);
    expect(await kept(set)).toEqual([]);
  });

  it("keeps a block until as many hold it as were asked for", async () => {
    const set = openSet({ minCopies: 2 });
    const block = await make(100);
    await set.cache.put(block);
    await set.copies[0]!.put(block);
    set.away(true);
    await set.store.repair({ cids: set.cache.listKept() });
    expect(await kept(set)).toEqual([block.cid.toString()]);
    set.away(false);
    await set.store.repair({ cids: set.cache.listKept() });
    expect(await kept(set)).toEqual([]);
  });
});
