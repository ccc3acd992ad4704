import { describe, expect, it } from "vitest";
import { toHex } from "../../../lib/bytes.ts";
import type { Block } from "../../../lib/storage/block.ts";
import { digestOf } from "../../../lib/storage/block.ts";
import { createOpfsStore } from "../../../lib/storage/opfs-store.ts";
import { describeStore } from "./conformance.ts";
import { codeOf, collect, createBlockMaker } from "./fixtures.ts";
import { createMemoryDirectory } from "./memory-directory.ts";

const storage = { estimate: async () => ({ usage: 5000, quota: 10_000 }) } as StorageManager;

function open() {
  const { handle, refuse } = createMemoryDirectory();
  const store = createOpfsStore({ directory: async () => handle, storage });
  const write = async ({ cid }: Block, bytes: Uint8Array) => {
    const file = toHex(digestOf(cid)).slice(2);
    const folder = await handle.getDirectoryHandle(file.slice(0, 2), { create: true });
    const out = await (await folder.getFileHandle(file, { create: true })).createWritable();
    await out.write(bytes as Uint8Array<ArrayBuffer>);
    await out.close();
  };
  return { store, handle, refuse, write };
}

describeStore("OPFS store", {
  tampers: true,
  open: async () => {
    const { store, write } = open();
    return {
      store,
      async tamper(block) {
        const changed = block.bytes.slice();
        changed[0] = (changed[0] ?? 0) ^ 1;
        await write(block, changed);
      },
    };
  },
});

describe("OPFS store", () => {
  const make = createBlockMaker(1003);

  it("does not count what a page left behind that ended in its midst", async () => {
    const { store, write } = open();
    const block = await make(100);
    await write(block, new Uint8Array(0));
    expect(await store.has(block.cid)).toBe(false);
    expect(await codeOf(store.get(block.cid))).toBe("storage/wrong-block");
    expect(await codeOf(store.get(block.cid))).toBe("storage/not-found");
  });

  it("tells a full browser from a broken one, and leaves nothing behind", async () => {
    const { store, refuse } = open();
    const block = await make(100);
    refuse(() => new DOMException("no room", "QuotaExceededError"));
    expect(await codeOf(store.put(block))).toBe("storage/full");
    refuse(() => new DOMException("broken", "InvalidStateError"));
    expect(await codeOf(store.put(block))).toBe("storage/unavailable");
    expect(await collect(store.list())).toEqual([]);
    refuse(null);
    await store.put(block);
    expect(await store.has(block.cid)).toBe(true);
  });

  it("keeps what was there when a second put of it fails", async () => {
    const { store, refuse } = open();
    const block = await make(100);
    await store.put(block);
    refuse(() => new DOMException("no room", "QuotaExceededError"));
    expect(await codeOf(store.put(block))).toBe("storage/full");
    expect(await store.get(block.cid)).toEqual(block.bytes);
  });

  it("refuses a file that is larger than any block, without reading it", async () => {
    const { store, write } = open();
    const block = await make(100);
    await write(block, new Uint8Array(2 ** 21 + 1));
    expect(await codeOf(store.get(block.cid))).toBe("storage/wrong-block");
  });

  it("passes over files that are not its own", async () => {
    const { store, handle } = open();
    const folder = await handle.getDirectoryHandle("no", { create: true });
    await folder.getFileHandle("notes.txt", { create: true });
    await handle.getFileHandle("readme", { create: true });
    const block = await make(10);
    await store.put(block);
    expect((await collect(store.list())).map(String)).toEqual([block.cid.toString()]);
  });
});
