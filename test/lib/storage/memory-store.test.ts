import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import { describeStore } from "./conformance.ts";
import { codeOf, createBlockMaker } from "./fixtures.ts";

describeStore("memory store", { open: async () => ({ store: createMemoryStore() }) });

describe("memory store with a capacity", () => {
  it("says when it is full, and takes more after a deletion", async () => {
    const make = createBlockMaker(1001);
    const store = createMemoryStore({ capacity: 1000 });
    const first = await make(600);
    const second = await make(500);
    await store.put(first);
    expect(await codeOf(store.put(second))).toBe("storage/full");
    await store.put(first);
    await store.delete(first.cid);
    await store.put(second);
    expect(await store.usage()).toEqual({ used: 500, capacity: 1000 });
  });
});
