import { describe, expect, it } from "vitest";
import { hasCode } from "../../../lib/error.ts";
import type { Block } from "../../../lib/storage/block.ts";
import { checkBlock } from "../../../lib/storage/block.ts";
import { StorageError } from "../../../lib/storage/errors.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import type { ReplicaStoreOptions } from "../../../lib/storage/replica-store.ts";
import { createReplicaStore } from "../../../lib/storage/replica-store.ts";
import type { BlockStore, ManagedStore } from "../../../lib/storage/store.ts";
import { describeStore } from "./conformance.ts";
import { codeOf, createBlockMaker } from "./fixtures.ts";

describeStore("replica store", {
  open: async () => ({
    store: createReplicaStore({
      copies: [createMemoryStore({ name: "a" }), createMemoryStore({ name: "b" })],
      cache: createMemoryStore({ name: "cache" }),
      minCopies: 2,
    }),
  }),
});

const make = createBlockMaker(4001);

type Mood = "well" | "down" | "lying" | "hanging" | "deaf";

/** A memory store whose mood the test sets, and that counts what is asked of it. */
function createMoodyStore(name: string, capacity?: number) {
  const memory = createMemoryStore({ name, ...(capacity !== undefined && { capacity }) });
  const moody = { ...memory, mood: "well" as Mood, gets: 0, puts: 0, delay: 0, memory };

  async function obey(signal: AbortSignal | undefined) {
    if (moody.mood === "down") throw new StorageError("unavailable", "down", { store: name });
    const forever = moody.mood === "hanging" || moody.mood === "deaf";
    await new Promise<void>((resolve, reject) => {
      if (!forever) setTimeout(resolve, moody.delay);
      if (moody.mood === "deaf") return;
      signal?.addEventListener("abort", () => reject(signal.reason));
    });
  }

  const store: BlockStore = {
    name,
    async put(block, options = {}) {
      moody.puts++;
      await obey(options.signal);
      if (moody.mood !== "lying") await memory.put(block, options);
    },
    async get(cid, options = {}) {
      moody.gets++;
      await obey(options.signal);
      const bytes = await memory.get(cid, options);
      // What a store over HTTP does with a server's wrong bytes.
      if (moody.mood === "lying") return (await checkBlock(cid, bytes.fill(7))).bytes;
      return bytes;
    },
    async has(cid, options = {}) {
      await obey(options.signal);
      return memory.has(cid, options);
    },
  };
  return Object.assign(moody, { store });
}

function createSet(options: Partial<ReplicaStoreOptions> = {}) {
  const [a, b, c] = ["a", "b", "c"].map((name) => createMoodyStore(name)) as [
    ReturnType<typeof createMoodyStore>,
    ReturnType<typeof createMoodyStore>,
    ReturnType<typeof createMoodyStore>,
  ];
  const clock = { time: 1_000_000 };
  const faults: string[] = [];
  const replica = createReplicaStore({
    copies: [a.store, b.store, c.store],
    minCopies: 2,
    stragglerTime: 30,
    hedgeTime: 20,
    now: () => clock.time,
    onFault: ({ store, error }) => faults.push(`${store} ${error.code}`),
    ...options,
  });
  const healthOf = (name: string) => replica.health().find((health) => health.name === name);
  return { a, b, c, clock, faults, replica, healthOf };
}

const holdersOf = async (stores: { name: string; memory: ManagedStore }[], { cid }: Block) =>
  (await Promise.all(stores.map(async (s) => ((await s.memory.has(cid)) ? s.name : ""))))
    .filter(Boolean)
    .join();

describe("writing to a replica set", () => {
  it("puts to all copies and the cache", async () => {
    const cache = createMemoryStore({ name: "cache" });
    const { a, b, c, replica } = createSet({ cache });
    const block = await make(10);
    await replica.put(block);
    expect(await holdersOf([a, b, c], block)).toBe("a,b,c");
    expect(await cache.has(block.cid)).toBe(true);
    expect(replica.missing()).toEqual([]);
  });

  it("succeeds with the least number, and notes who lacks the block", async () => {
    const { a, b, c, replica, faults, healthOf } = createSet();
    b.mood = "down";
    const block = await make(10);
    await replica.put(block);
    expect(await holdersOf([a, b, c], block)).toBe("a,c");
    expect(replica.missing()).toEqual([{ cid: block.cid, store: "b" }]);
    expect(faults).toEqual(["b storage/unavailable"]);
    expect(healthOf("b")).toMatchObject({ state: "down", failures: 1 });
  });

  it("fails with fewer, caused by what the stores said", async () => {
    const { a, b, replica } = createSet();
    a.mood = "down";
    b.mood = "down";
    const block = await make(10);
    const error = await replica.put(block).catch((thrown) => thrown);
    expect(error).toMatchObject({ code: "storage/too-few-copies" });
    expect(error.cause.errors).toHaveLength(2);
    expect(replica.missing()).toEqual([]);

    const full = createReplicaStore({ copies: [createMemoryStore({ capacity: 5 })] });
    const single = await full.put(block).catch((thrown) => thrown);
    expect(hasCode(single, "storage/full")).toBe(true);
  });

  it("does not wait long for a store that hangs, and spares it afterwards", async () => {
    for (const mood of ["hanging", "deaf"] as const) {
      const { a, b, c, clock, replica, healthOf } = createSet();
      c.mood = mood;
      const [first, second] = [await make(10), await make(10)];
      await replica.put(first);
      expect(healthOf("c")).toMatchObject({ state: "down", failures: 1 });
      await replica.put(second);
      expect(c.puts).toBe(1);
      expect(replica.missing()).toHaveLength(2);
      clock.time += 1000;
      c.mood = "well";
      const third = await make(10);
      await replica.put(third);
      expect(await holdersOf([a, b, c], third)).toBe("a,b,c");
    }
  });

  it("asks a store that it spares where it needs it", async () => {
    const { a, b, c, replica } = createSet();
    const block = await make(10);
    b.mood = c.mood = "down";
    expect(await codeOf(replica.put(block))).toBe("storage/too-few-copies");
    b.mood = "well";
    await replica.put(block);
    expect(await holdersOf([a, b, c], block)).toBe("a,b");
  });

  it("rests longer with each failure", async () => {
    const { a, clock, replica, healthOf } = createSet();
    a.mood = "down";
    const rests: number[] = [];
    for (let i = 0; i < 9; i++) {
      await replica.put(await make(10));
      rests.push((healthOf("a")?.restsUntil ?? 0) - clock.time);
      clock.time = healthOf("a")?.restsUntil ?? 0;
    }
    expect(rests).toEqual([1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });

  it("does not mind a cache that is full or down", async () => {
    const cache = createMoodyStore("cache", 5);
    const { a, b, c, clock, replica, healthOf } = createSet({ cache: cache.store });
    const block = await make(10);
    await replica.put(block);
    expect(await holdersOf([a, b, c], block)).toBe("a,b,c");
    expect(await replica.get(block.cid)).toEqual(block.bytes);
    expect(replica.missing()).toEqual([]);
    await replica.settled();
    await replica.put(await make(20));
    // While it counts as full it is not offered blocks.
    expect(cache.puts).toBe(1);
    expect(healthOf("cache")).toMatchObject({ state: "up", failures: 1 });
    cache.mood = "down";
    expect(await replica.get(block.cid)).toEqual(block.bytes);
    cache.mood = "well";
    clock.time += 60_000;
    const small = await make(2);
    await replica.put(small);
    expect(await cache.memory.has(small.cid)).toBe(true);
  });

  it("ends with the signal, even if no store listens", async () => {
    const { a, b, c, replica, faults } = createSet();
    a.mood = b.mood = c.mood = "deaf";
    const block = await make(10);
    const signal = AbortSignal.timeout(10);
    expect(await codeOf(replica.put(block, { signal }))).toBe("storage/aborted");
    expect(faults).toEqual([]);
    expect(replica.missing()).toEqual([]);
  });

  it("cannot be asked for more copies than it has stores", async () => {
    expect(await codeOf(() => createSet({ minCopies: 4 }))).toBe("storage/too-few-copies");
    expect(await codeOf(() => createSet({ minCopies: 0 }))).toBe("storage/too-few-copies");
  });
});

describe("reading from a replica set", () => {
  it("reads from the cache first", async () => {
    const cache = createMemoryStore({ name: "cache" });
    const { a, b, c, replica } = createSet({ cache });
    const block = await make(10);
    await replica.put(block);
    expect(await replica.get(block.cid)).toEqual(block.bytes);
    expect(a.gets + b.gets + c.gets).toBe(0);
  });

  it("fills the cache, and what a copy lacks, from where the block is", async () => {
    const cache = createMemoryStore({ name: "cache" });
    const { a, b, c, replica } = createSet({ cache });
    const block = await make(10);
    await b.memory.put(block);
    const bytes = await replica.get(block.cid);
    bytes.fill(0);
    await replica.settled();
    expect(await cache.get(block.cid)).toEqual(block.bytes);
    // Only a was asked, and lacked it; c was not.
    expect(await holdersOf([a, b, c], block)).toBe("a,b");
    expect(await a.memory.get(block.cid)).toEqual(block.bytes);
  });

  it("reads around stores that are down, lying or hanging, and reports them", async () => {
    for (const mood of ["down", "lying", "hanging", "deaf"] as const) {
      const { a, b, replica, faults, healthOf } = createSet();
      const block = await make(10);
      await replica.put(block);
      a.mood = b.mood = mood;
      expect(await replica.get(block.cid)).toEqual(block.bytes);
      if (mood === "lying") {
        expect(faults).toEqual(["a storage/wrong-block", "b storage/wrong-block"]);
        expect(healthOf("a")).toMatchObject({ state: "down", wrongBlocks: 1, failures: 1 });
        expect(healthOf("a")?.lastError?.error.store).toBe(undefined);
      }
      await replica.settled();
    }
  });

  it("puts a damaged copy right", async () => {
    const { a, replica } = createSet();
    const block = await make(10);
    await replica.put(block);
    a.mood = "lying";
    await replica.get(block.cid);
    await replica.settled();
    expect(a.puts).toBe(2);
  });

  it("learns which store is fast, and asks a slow one again after a while", async () => {
    const { a, b, c, clock, replica } = createSet();
    const block = await make(10);
    await replica.put(block);
    a.mood = "hanging";
    const reading = replica.get(block.cid);
    clock.time += 500;
    await reading;
    expect([a.gets, b.gets, c.gets]).toEqual([1, 1, 0]);
    for (let i = 0; i < 5; i++) await replica.get(block.cid);
    expect(a.gets).toBe(1);
    a.mood = "well";
    clock.time += 61_000;
    await replica.get(block.cid);
    expect(a.gets).toBe(2);
  });

  it("asks stores that fail last", async () => {
    const { a, b, replica } = createSet();
    const block = await make(10);
    await replica.put(block);
    a.mood = "down";
    await replica.get(block.cid);
    a.mood = "well";
    await replica.get(block.cid);
    expect([a.gets, b.gets]).toEqual([1, 2]);
  });

  it("reads from sources that it never writes to", async () => {
    const source = createMoodyStore("gateway");
    const block = await make(10);
    await source.memory.put(block);
    const { replica, healthOf } = createSet({ sources: [source.store] });
    expect(await replica.get(block.cid)).toEqual(block.bytes);
    await replica.settled();
    expect(source.puts).toBe(0);
    expect(healthOf("gateway")).toMatchObject({ state: "up", successes: 1 });
  });

  it("tells a missing block from one that it could not look for", async () => {
    const { a, b, replica } = createSet();
    const { cid } = await make(10);
    expect(await codeOf(replica.get(cid))).toBe("storage/not-found");
    a.mood = "down";
    expect(await codeOf(replica.get(cid))).toBe("storage/unavailable");
    a.mood = "well";
    b.mood = "lying";
    await b.memory.put(await make(10));
    expect(await codeOf(replica.get(cid))).toBe("storage/not-found");
  });

  it("survives errors that no store should throw", async () => {
    const rude: BlockStore = {
      name: "rude",
      put: () => Promise.reject(new TypeError("rude")),
      get: () => Promise.reject("rude"),
      has: () => Promise.reject(undefined),
    };
    const block = await make(10);
    const alone = createReplicaStore({ copies: [rude] });
    expect(await codeOf(alone.put(block))).toBe("storage/too-few-copies");
    expect(await codeOf(alone.get(block.cid))).toBe("storage/unavailable");
    expect(await codeOf(alone.has(block.cid))).toBe("storage/unavailable");
  });

  it("ends with the signal", async () => {
    const { a, b, c, replica, faults } = createSet();
    const block = await make(10);
    await replica.put(block);
    a.mood = b.mood = c.mood = "deaf";
    const signal = AbortSignal.timeout(30);
    expect(await codeOf(replica.get(block.cid, { signal }))).toBe("storage/aborted");
    expect(faults).toEqual([]);
  });
});

describe("copies in a replica set", () => {
  it("counts them, and tells who holds a block", async () => {
    const { a, b, c, replica } = createSet();
    const block = await make(10);
    await a.memory.put(block);
    expect(await replica.has(block.cid)).toBe(false);
    await c.memory.put(block);
    expect(await replica.has(block.cid)).toBe(true);
    b.mood = "down";
    expect(await replica.has(block.cid)).toBe(true);
    expect(await replica.holders(block.cid)).toEqual([
      { name: "a", holds: true },
      { name: "b", holds: null },
      { name: "c", holds: true },
    ]);
    c.mood = "down";
    expect(await codeOf(replica.has(block.cid))).toBe("storage/unavailable");
    const { cid } = await make(10);
    b.mood = "well";
    expect(await replica.has(cid)).toBe(false);
  });

  it("repairs what it noted", async () => {
    const { a, b, c, replica } = createSet();
    b.mood = "down";
    const blocks = [await make(10), await make(20), await make(30)];
    for (const block of blocks) await replica.put(block);
    expect(replica.missing()).toHaveLength(3);
    expect(await replica.repair()).toEqual({ copied: 0, failed: 3 });
    expect(replica.missing()).toHaveLength(3);
    b.mood = "well";
    expect(await replica.repair()).toEqual({ copied: 3, failed: 0 });
    expect(replica.missing()).toEqual([]);
    for (const block of blocks) expect(await holdersOf([a, b, c], block)).toBe("a,b,c");
  });

  it("fills a store that was added later", async () => {
    const { a, b, c, replica } = createSet();
    const blocks = [await make(10), await make(20), await make(30)];
    for (const block of blocks) await a.memory.put(block);
    await b.memory.put(blocks[1] as Block);
    const cids = blocks.map(({ cid }) => cid);
    const lost = await make(10);
    const outcome = await replica.repair({ cids: [...cids, lost.cid] });
    expect(outcome).toEqual({ copied: 5, failed: 1 });
    for (const block of blocks) expect(await holdersOf([a, b, c], block)).toBe("a,b,c");
    const signal = AbortSignal.abort();
    expect(await codeOf(replica.repair({ cids, signal }))).toBe("storage/aborted");
  });

  it("are removed where that can be done", async () => {
    const [one, cache, { delete: _, ...keeps }] = ["one", "cache", "keeps"].map((name) =>
      createMemoryStore({ name }),
    ) as [ManagedStore, ManagedStore, ManagedStore];
    const replica = createReplicaStore({ copies: [one, keeps], cache });
    const block = await make(10);
    await replica.put(block);
    await replica.delete(block.cid);
    const held = await Promise.all([one, cache, keeps].map((store) => store.has(block.cid)));
    expect(held).toEqual([false, false, true]);
  });
});
