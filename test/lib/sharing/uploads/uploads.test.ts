import { sha256 } from "@noble/hashes/sha2.js";
import type { CID } from "multiformats/cid";
import { describe, expect, it } from "vitest";
import type { FileSource } from "../../../../lib/sharing/index.ts";
import {
  createPause,
  createRecord,
  createVolatileMemory,
  discardUpload,
  listOwned,
  listUploads,
  openRecord,
  readFile,
  resumeUpload,
} from "../../../../lib/sharing/index.ts";
import { uploadBlocks } from "../../../../lib/sharing/uploads/uploads.ts";
import { rawCid } from "../../../../lib/storage/block.ts";
import { StorageError } from "../../../../lib/storage/errors.ts";
import type { BlockStore } from "../../../../lib/storage/store.ts";
import { expectCode } from "../../../support/errors.ts";
import { drain, file } from "../world.ts";

import {
  BYTES,
  counting,
  desk,
  device,
  entryCount,
  expectPublished,
  expectStopped,
  FILES,
  failingAt,
  MIB,
  noise,
  only,
  prepareDesk,
  publish,
} from "./desk.ts";

prepareDesk();

describe("an upload that failed", () => {
  it("is listed with what is left, and goes on where it stopped", async () => {
    await expectCode("storage/unavailable", () => publish(device(failingAt(4))));
    const upload = await only();
    expect(upload).toMatchObject({
      record: desk.record,
      newRecord: null,
      sections: [{ index: 1, title: "Scans" }],
      total: BYTES.length + 6,
      files: [{ name: "scan.bin" }, { name: "note.txt", size: 6 }],
    });
    expect(upload.needed.map(({ name }) => name)).toEqual(["scan.bin", "note.txt"]);
    expect(await entryCount()).toBe(1);

    const { leaves, over } = counting();
    const progress: number[] = [];
    const again = device(over);
    const { heads } = await resumeUpload(again.context, again.account, {
      id: upload.id,
      sources: FILES().reverse(),
      onProgress: (it) => it.step === "encrypt" && progress.push(it.done),
    });
    expect(heads).toHaveLength(1);
    await expectPublished();
    // What was known to be stored was not sent again.
    expect(leaves.length).toBeLessThanOrEqual(5 - Math.floor(upload.done / MIB));
    expect(progress.at(-1)).toBe(upload.total);
  });

  it("keeps what it has put from being taken for garbage", async () => {
    const before = new Set((await collect(desk.store.list())).map(String));
    await expectCode("storage/unavailable", () => publish(device(failingAt(4))));
    const { context, account } = device();
    const known = new Set((await uploadBlocks(context, account)).map((cid) => `${rawCid(cid)}`));
    const put = (await collect(desk.store.list())).map(String).filter((cid) => !before.has(cid));
    expect(put.length).toBeGreaterThan(0);
    for (const cid of put) expect(known.has(cid)).toBe(true);
  });

  it("says which files it needs, and takes no others", async () => {
    await expectCode("storage/unavailable", () => publish(device(failingAt(2))));
    const { id } = await only();
    const { context, account } = device();
    const resume = (sources: FileSource[]) => () => resumeUpload(context, account, { id, sources });
    await expectCode("sharing/files-needed", resume([]));
    await expectCode("sharing/files-needed", resume([file("scan.bin", BYTES)]));
    const [scan, note] = FILES() as [FileSource, FileSource];
    await expectCode("sharing/file-changed", resume([note, file("scan.bin", noise(MIB))]));
    const touched = new File([BYTES as BlobPart], "scan.bin", { lastModified: 5 }) as FileSource;
    await expectCode("sharing/file-changed", resume([note, touched]));
    await resume([scan, note])();
    await expectPublished();
  });

  it("needs no files where only publishing is left", async () => {
    const stop = new AbortController();
    const options = { signal: stop.signal, review: async () => stop.abort() };
    await expectStopped(publish(device(), options));
    const { id, needed, done, total } = await only();
    expect([needed, done]).toEqual([[], total]);
    const { leaves, over } = counting();
    const { context, account } = device(over);
    await resumeUpload(context, account, { id, sources: [] });
    expect(leaves).toHaveLength(0);
    await expectPublished();
  });

  it("puts back what the store has lost meanwhile", async () => {
    const stop = new AbortController();
    const { leaves, over } = counting();
    const options = { signal: stop.signal, review: async () => stop.abort() };
    await expectStopped(publish(device(over), options));
    await desk.store.delete(leaves[2] as CID);
    const { id } = await only();
    const { context, account } = device();
    await expectCode("sharing/files-needed", () =>
      resumeUpload(context, account, { id, sources: [] }),
    );
    await resumeUpload(context, account, { id, sources: FILES() });
    await expectPublished();
  });

  it("says that a store is full, and goes on when it is not", async () => {
    const full = new StorageError("full", "no room");
    await expectCode("storage/full", () => publish(device(failingAt(5, full))));
    const { id } = await only();
    const { context, account } = device();
    await resumeUpload(context, account, { id, sources: FILES() });
    await expectPublished();
  });
});

describe("an upload", () => {
  it("takes nothing from the files while it is paused", async () => {
    const pause = createPause();
    let reads = 0;
    const [scan, note] = FILES() as [FileSource, FileSource];
    const counted: FileSource = {
      name: scan.name,
      type: "",
      size: scan.size,
      lastModified: scan.lastModified,
      stream: () => scan.stream(),
      slice(from, to) {
        reads++;
        return (scan as unknown as Blob).slice(from, to);
      },
    };
    const paused = Promise.withResolvers<void>();
    const running = publish(
      device(),
      {
        pause,
        onProgress: (it: { step: string; done?: number }) => {
          if (it.step !== "encrypt" || pause.isPaused || (it.done ?? 0) > 0) return;
          pause.pause();
          paused.resolve();
        },
      },
      [counted, note],
    );
    await paused.promise;
    for (let i = 0; i < 50; i++) await new Promise((resolve) => setImmediate(resolve));
    expect(reads).toBe(0);
    pause.resume();
    await running;
    expect(reads).toBeGreaterThan(0);
    await expectPublished();
  });

  it("can be stopped at any block, and is published once when it has gone on", async () => {
    for (const n of [1, 4, 6, 8]) {
      const stop = new AbortController();
      let puts = 0;
      const person = device({
        put: async (...[block, options]: Parameters<BlockStore["put"]>) => {
          if (++puts === n) stop.abort();
          options?.signal?.throwIfAborted();
          return desk.store.put(block, options);
        },
      });
      // Other files each time, since none is stored that is there already.
      const files = [file(`${n}`, BYTES), file(`small ${n}`, "")];
      await expectStopped(publish(person, { signal: stop.signal }, files));
      const { id } = await only();
      const { context, account } = device();
      await resumeUpload(context, account, { id, sources: files });
    }
    expect(await entryCount()).toBe(5);
  });

  it("is not published again where it was, before the program ended", async () => {
    // A device that goes down with the transaction: nothing is forgotten any more.
    const inner = createVolatileMemory();
    desk.memory = {
      ...inner,
      update: (key, change) => inner.update(key, (it) => change(it) ?? it),
    };
    const { head } = await publish(device());
    const { id } = await only();
    const { context, account } = device();
    const resumed = await resumeUpload(context, account, { id, sources: [] });
    expect(resumed.heads).toEqual([head]);
    const outcome = await discardUpload(context, account, { id });
    expect(outcome.removed).toBe(0);
    desk.memory = createVolatileMemory();
    await expectPublished();
  });

  it("leaves nothing behind when it is discarded", async () => {
    const blocks = async () => (await collect(desk.store.list())).map(String).sort();
    const before = await blocks();
    await expectCode("storage/unavailable", () => publish(device(failingAt(5))));
    const { id } = await only();
    expect((await blocks()).length).toBeGreaterThan(before.length);
    const watched = device();
    const { removed, kept } = await discardUpload(watched.context, watched.account, { id });
    expect(removed).toBeGreaterThanOrEqual(4);
    expect(kept).toBe(0);
    expect(await blocks()).toEqual(before);
    expect(await listUploads(watched.context, watched.account)).toEqual([]);
    await expectCode("sharing/no-upload", () =>
      resumeUpload(watched.context, watched.account, { id, sources: FILES() }),
    );
  });

  it("may be of a whole record", async () => {
    const draft = {
      title: "New one",
      description: "",
      sections: [
        { title: "A", description: "", message: "", files: [file("a", noise(2 * MIB, 3))] },
        { title: "B", description: "", message: "", files: FILES() },
      ],
    };
    const failing = device(failingAt(4));
    await expectCode("storage/unavailable", () =>
      createRecord(failing.context, failing.account, { draft, resumable: true }),
    );
    const upload = await only();
    expect(upload.newRecord).toEqual({ title: "New one" });
    expect(upload.sections.map(({ title }) => title)).toEqual(["A", "B"]);
    const { context, account } = device();
    const owned = async () => (await listOwned(context, { owner: account.address })).length;
    const before = await owned();
    const sources = draft.sections.flatMap(({ files }) => files);
    await resumeUpload(context, account, { id: upload.id, sources });
    expect(await owned()).toBe(before + 1);
    const opened = await openRecord(context, account, { record: upload.record });
    expect(opened.sections.map(({ title }) => title)).toEqual(["A", "B"]);
    const scan = opened.sections[1]?.entries[0]?.files[0];
    if (!scan) throw new TypeError("The file is not there.");
    expect(sha256(await drain(readFile(context, scan.handle)))).toEqual(sha256(BYTES));
    expect(await listUploads(context, account)).toEqual([]);
  });
});

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}
