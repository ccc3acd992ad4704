import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { findGarbage } from "../../../../lib/sharing/copies/garbage.ts";
import {
  rememberedGarbage,
  rememberGarbage,
  sizeOfGarbage,
} from "../../../../lib/sharing/copies/garbage-memory.ts";
import { keepCopies } from "../../../../lib/sharing/copies/keep-copies.ts";
import type { Context } from "../../../../lib/sharing/index.ts";
import { createRecord, DEFAULT_CHOICES } from "../../../../lib/sharing/index.ts";
import { createBlock, RAW } from "../../../../lib/storage/block.ts";
import { createVolatileIndex } from "../../../../lib/storage/cache-index.ts";
import { createCacheStore } from "../../../../lib/storage/cache-store.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import { createReplicaStore } from "../../../../lib/storage/replica-store.ts";
import type { ManagedStore } from "../../../../lib/storage/store.ts";
import { collect } from "../../storage/fixtures.ts";
import type { Person, World } from "../world.ts";
import { file, startWorld } from "../world.ts";

let world: World;
let owner: Person;
beforeAll(async () => {
  world = await startWorld();
  owner = await world.person(1);
  await createRecord(owner.context, owner.account, {
    draft: {
      title: "Kept",
      description: "",
      sections: [{ title: "One", description: "", message: "", files: [file("a.txt", "a")] }],
    },
  });
});
afterAll(() => world.close());

/** The owner's device over stores, the first of which has everything. */
function over(copies: ManagedStore[]) {
  const cache = createCacheStore({
    store: createMemoryStore({ name: "device" }),
    index: createVolatileIndex(),
    limit: 1e9,
  });
  const stores = copies.slice(1).map(({ name }) => ({
    kind: "kubo" as const,
    url: `https://${name}.example`,
    token: null,
  }));
  const context: Context = {
    ...owner.context,
    store: createReplicaStore({ copies, cache }),
    cache,
    choices: { ...DEFAULT_CHOICES, stores },
  };
  return { context, cache };
}

const hold = async (store: ManagedStore) => (await collect(store.list())).length;
const quick = { delay: 0, every: 10, bytesPerSecond: 1e9 };

async function until(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe("copies that are looked after", () => {
  it("fill a store that was added, and go through nothing again that is whole", async () => {
    const second = createMemoryStore({ name: "second" });
    const { context } = over([world.store, second]);
    const end = keepCopies(context, owner.account, quick);
    const all = await hold(world.store);
    await until(async () => (await hold(second)) === all);
    const keys = async () => context.memory.get(`copies/${(await idOf(context)).toLowerCase()}`);
    await until(async () => (await keys()) !== undefined);
    await end();
    // What is lost afterwards and noticed by nobody is not looked for again.
    for (const cid of await collect(second.list())) await second.delete(cid);
    const { context: next } = over([world.store, second]);
    let asked = 0;
    const store = createReplicaStore({
      copies: [world.store, { ...second, has: async () => void asked++ !== null }],
    });
    let looked = false;
    const memory = {
      ...next.memory,
      get: async (key: string) => {
        const value = await next.memory.get(key);
        looked ||= key.startsWith("copies/");
        return value;
      },
    };
    const endNext = keepCopies({ ...next, store, memory }, owner.account, quick);
    await until(async () => looked);
    await endNext();
    expect(asked).toBe(0);
  });

  it("bring what is on this device alone to the stores, and let it go here", async () => {
    const { context, cache } = over([world.store]);
    const block = await createBlock(new Uint8Array([1, 2, 3, 4]), RAW);
    await cache.put(block);
    const end = keepCopies(context, owner.account, quick);
    await until(async () => (await cache.use()).kept === 0);
    await end();
    expect(await world.store.get(block.cid)).toEqual(block.bytes);
    await world.store.delete(block.cid);
  });

  it("end before they have begun", async () => {
    const { context } = over([world.store]);
    await keepCopies(context, owner.account)();
  });

  async function idOf({ ledger }: Context): Promise<string> {
    const { findOwnedRecords } = await import("../../../../lib/ledger/owned-records.ts");
    const [record] = await findOwnedRecords(ledger, owner.account.address);
    return record!.id;
  }
});

describe("left-overs that were found", () => {
  it("are kept in mind with what they take, until they are removed", async () => {
    const { context } = over([world.store]);
    const store = world.store;
    const block = await createBlock(new Uint8Array(500).fill(7), RAW);
    await store.put(block);
    const garbage = await findGarbage(context, owner.account, { store });
    expect(garbage.blocks.map(String)).toEqual([block.cid.toString()]);
    expect(await sizeOfGarbage(garbage, { store })).toBe(500);
    await rememberGarbage(context, { store, garbage });
    expect(await rememberedGarbage(context, { store })).toEqual(garbage);
    await rememberGarbage(context, { store, garbage: null });
    expect(await rememberedGarbage(context, { store })).toBe(null);
    await store.delete(block.cid);
  });

  it.each([7, {}, { blocks: ["x"], foundAt: 1 }, { blocks: [], foundAt: "now" }])(
    "are none where what was kept is damaged (%j)",
    async (damaged) => {
      const { context } = over([world.store]);
      await context.memory.update(`garbage/${world.store.name}`, () => damaged);
      expect(await rememberedGarbage(context, { store: world.store })).toBe(null);
    },
  );
});
