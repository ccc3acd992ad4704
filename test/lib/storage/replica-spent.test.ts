import { expect, it } from "vitest";
import { StorageError } from "../../../lib/storage/errors.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import { createReplicaStore } from "../../../lib/storage/replica-store.ts";
import type { BlockStore } from "../../../lib/storage/store.ts";
import { createBlockMaker } from "./fixtures.ts";

const make = createBlockMaker(4101);

const puts: Record<string, BlockStore["put"]> = {
  "is well": createMemoryStore().put,
  "does not say so": async () => undefined,
  fails: () => Promise.reject(new StorageError("unavailable", "down")),
  "says so, then fails": async (_, options) => {
    options?.onSpent?.();
    throw new StorageError("unavailable", "down");
  },
  "is late": () => new Promise(() => undefined),
};

it.each([
  ["is well", 1],
  ["does not say so", 0],
  ["fails", 0],
  ["says so, then fails", 1],
  ["is late", 0],
])("a replica set of which one %s is done with a block's bytes %i times", async (how, times) => {
  const third = { ...createMemoryStore({ name: "third" }), put: puts[how] as BlockStore["put"] };
  const replica = createReplicaStore({
    copies: [createMemoryStore(), createMemoryStore(), third],
    cache: createMemoryStore({ name: "cache" }),
    minCopies: 2,
    stragglerTime: 10,
  });
  let spent = 0;
  await replica.put(await make(10), { onSpent: () => spent++ });
  expect(spent).toBe(times);
});
