import "fake-indexeddb/auto";
import { openDB } from "idb";
import { describe, expect, it, vi } from "vitest";
import { digestOf } from "../../../lib/storage/block.ts";
import { createIndexedDbStore } from "../../../lib/storage/indexeddb-store.ts";
import { requestPersistence } from "../../../lib/storage/persistence.ts";
import { describeStore } from "./conformance.ts";
import { codeOf, collect, createBlockMaker } from "./fixtures.ts";

let databases = 0;

const storage = { estimate: async () => ({ usage: 5000, quota: 10_000 }) } as StorageManager;

describeStore("IndexedDB store", {
  tampers: true,
  open: async () => {
    const database = `blocks-${databases++}`;
    const store = createIndexedDbStore({ database, storage });
    return {
      store,
      close: () => store.close(),
      async tamper({ cid, bytes }) {
        const db = await openDB(database);
        const changed = bytes.slice();
        changed[0] = (changed[0] ?? 0) ^ 1;
        await db.put("blocks", changed, `0x${Buffer.from(digestOf(cid)).toString("hex")}`);
        db.close();
      },
    };
  },
});

describe("IndexedDB store", () => {
  const make = createBlockMaker(1002);

  it("keeps blocks when it is closed and opened again", async () => {
    const database = `blocks-${databases++}`;
    const store = createIndexedDbStore({ database });
    const block = await make(100);
    await store.put(block);
    await store.close();
    expect(await store.get(block.cid)).toEqual(block.bytes);
    expect(await createIndexedDbStore({ database }).get(block.cid)).toEqual(block.bytes);
  });

  it("makes way when another tab deletes the database", async () => {
    const database = `blocks-${databases++}`;
    const store = createIndexedDbStore({ database });
    const block = await make(100);
    await store.put(block);
    await new Promise((resolve, reject) => {
      const request = indexedDB.deleteDatabase(database);
      request.onsuccess = resolve;
      request.onerror = reject;
    });
    expect(await store.has(block.cid)).toBe(false);
    await store.put(block);
    expect(await store.has(block.cid)).toBe(true);
  });

  it("lists more than a page", async () => {
    const store = createIndexedDbStore({ database: `blocks-${databases++}` });
    const blocks = await Promise.all(Array.from({ length: 1100 }, () => make(8)));
    for (const block of blocks) await store.put(block);
    const listed = (await collect(store.list())).map(String);
    expect(listed.toSorted()).toEqual(blocks.map(({ cid }) => cid.toString()).toSorted());
  });

  it("tells a full browser from a broken one", async () => {
    const store = createIndexedDbStore({ database: `blocks-${databases++}` });
    const block = await make(100);
    await store.has(block.cid);
    const put = vi.spyOn(IDBObjectStore.prototype, "put");
    put.mockImplementation(() => {
      throw new DOMException("no room", "QuotaExceededError");
    });
    expect(await codeOf(store.put(block))).toBe("storage/full");
    put.mockImplementation(() => {
      throw new DOMException("broken", "UnknownError");
    });
    expect(await codeOf(store.put(block))).toBe("storage/unavailable");
    put.mockRestore();
    await store.put(block);
  });
});

describe("persistence", () => {
  it.each([
    [{ persisted: async () => true, persist: async () => false }, "granted"],
    [{ persisted: async () => false, persist: async () => true }, "granted"],
    [{ persisted: async () => false, persist: async () => false }, "denied"],
    [{}, "unsupported"],
    [undefined, "unsupported"],
  ])("asks the browser (%#)", async (manager, answer) => {
    expect(await requestPersistence(manager as StorageManager | undefined)).toBe(answer);
  });
});
