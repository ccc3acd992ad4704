import { mkdtemp, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Block } from "../../../lib/storage/block.ts";
import { digestOf } from "../../../lib/storage/block.ts";
import { openFolderStore } from "../../../lib/storage/folder-store.ts";
import { describeStore } from "./conformance.ts";
import { codeOf, collect, createBlockMaker } from "./fixtures.ts";

let base: string;
beforeAll(async () => {
  base = await mkdtemp(join(tmpdir(), "leasehold-folder-"));
});
afterAll(() => rm(base, { recursive: true, force: true }));

const newFolder = () => mkdtemp(join(base, "store-"));

function fileOf(folder: string, { cid }: Block): string {
  const key = Buffer.from(digestOf(cid)).toString("hex");
  return join(folder, key.slice(-2), key);
}

describeStore("folder store", {
  tampers: true,
  open: async () => {
    const folder = await newFolder();
    return {
      store: await openFolderStore(folder),
      async tamper(block) {
        const changed = block.bytes.slice();
        changed[1] = (changed[1] ?? 0) ^ 128;
        await writeFile(fileOf(folder, block), changed);
      },
    };
  },
});

describe("folder store", () => {
  const make = createBlockMaker(1003);

  it("keeps blocks when it is opened again", async () => {
    const folder = await newFolder();
    const block = await make(100);
    await (await openFolderStore(folder)).put(block);
    expect(await (await openFolderStore(folder)).get(block.cid)).toEqual(block.bytes);
  });

  it("removes what an earlier run left unfinished, and nothing else", async () => {
    const folder = await newFolder();
    const block = await make(100);
    const store = await openFolderStore(folder);
    await store.put(block);
    expect(await readdir(join(folder, "tmp"))).toEqual([]);
    await writeFile(join(folder, "tmp", "half"), "half");
    await writeFile(join(folder, "note.txt"), "not a block");
    const again = await openFolderStore(folder);
    expect(await readdir(join(folder, "tmp"))).toEqual([]);
    expect(await collect(again.list())).toHaveLength(1);
    expect((await again.usage()).used).toBe(100);
  });

  it("drops a file that was cut short, so that it can be put again", async () => {
    const folder = await newFolder();
    const store = await openFolderStore(folder);
    const block = await make(1000);
    await store.put(block);
    await truncate(fileOf(folder, block), 400);
    expect(await codeOf(store.get(block.cid))).toBe("storage/wrong-block");
    expect(await store.has(block.cid)).toBe(false);
    await store.put(block);
    expect(await store.get(block.cid)).toEqual(block.bytes);
  });

  it("says that a folder cannot be used", async () => {
    const file = join(await newFolder(), "file");
    await writeFile(file, "");
    expect(await codeOf(openFolderStore(file))).toBe("storage/unavailable");
  });
});
