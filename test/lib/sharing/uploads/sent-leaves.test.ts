import type { CID } from "multiformats/cid";
import { describe, expect, it } from "vitest";
import { toHex } from "../../../../lib/bytes.ts";
import type { FileSource } from "../../../../lib/sharing/index.ts";
import {
  createPause,
  discardUpload,
  listUploads,
  openRecord,
  resumeUpload,
} from "../../../../lib/sharing/index.ts";
import { leafKey } from "../../../../lib/sharing/uploads/leaf-log.ts";
import { openUnixFs } from "../../../../lib/storage/unixfs-reader.ts";
import { expectCode } from "../../../support/errors.ts";
import { file } from "../world.ts";

import {
  BYTES,
  counting,
  desk,
  device,
  expectPublished,
  FILES,
  failingAt,
  MIB,
  only,
  prepareDesk,
  publish,
  watchedMemory,
} from "./desk.ts";

prepareDesk();

describe("what was sent", () => {
  /** As if the file had changed in one place, and nothing about it showed. */
  function changedAt(place: number): FileSource[] {
    const bytes = BYTES.slice();
    bytes[place] = (bytes[place] ?? 0) ^ 1;
    const [, note] = FILES() as [FileSource, FileSource];
    return [file("scan.bin", bytes), note];
  }

  it("is never followed by other bytes under the same key and nonce", async () => {
    await expectCode("storage/unavailable", () => publish(device(failingAt(1))));
    const { id, done } = await only();
    expect(done).toBe(0);
    const { leaves, over } = counting();
    const { context, account } = device(over);
    for (const place of [7, MIB + 5]) {
      await expectCode("sharing/file-changed", () =>
        resumeUpload(context, account, { id, sources: changedAt(place) }),
      );
    }
    const { leaves: right, over: again } = counting();
    const other = device(again);
    await resumeUpload(other.context, other.account, { id, sources: FILES() });
    const { sections } = await openRecord(context, account, { record: desk.record });
    const root = sections[0]?.entries[0]?.files[0]?.handle.stream.stream.cid as CID;
    const published = new Set<string>();
    for await (const cid of (await openUnixFs(root, { source: desk.store })).blocks()) {
      published.add(`${cid}`);
    }
    expect(right.length).toBeGreaterThan(0);
    for (const cid of [...leaves, ...right]) expect(published.has(`${cid}`)).toBe(true);
    await expectPublished();
  });

  it("is written down before it is sent", async () => {
    let text = "";
    const watched = watchedMemory();
    desk.memory = watched.memory;
    const missing: string[] = [];
    const person = device({
      put: async (block, options) => {
        text = watched.text();
        const { digest } = block.cid.multihash;
        const isNoted = text.includes(toHex(digest)) || text.includes(`${block.cid}`);
        if (!isNoted) missing.push(`${block.cid}`);
        return desk.store.put(block, options);
      },
    });
    await publish(person);
    expect(missing).toEqual([]);
  });

  it("cannot be gone on with where the writing is damaged", async () => {
    await expectCode("storage/unavailable", () => publish(device(failingAt(2))));
    const { id } = await only();
    await desk.memory.update(leafKey(id, { stream: 0, chunk: 0 }), () => ({
      leaves: ["x"],
      stored: 1,
    }));
    const { context, account } = device();
    await expectCode("sharing/no-upload", () =>
      resumeUpload(context, account, { id, sources: FILES() }),
    );
    await desk.memory.update(`upload/${id}`, () => ({ salt: "0x00", sealed: "0x11" }));
    expect(await listUploads(context, account)).toEqual([]);
    await expectCode("sharing/no-upload", () =>
      resumeUpload(context, account, { id, sources: FILES() }),
    );
  });
});

describe("a device", () => {
  it("keeps no key, title or name in plain", async () => {
    const watched = watchedMemory();
    desk.memory = watched.memory;
    await expectCode("storage/unavailable", () => publish(device(failingAt(3))));
    const text = watched.text();
    expect(text).toContain("upload/");
    expect(text).not.toMatch(/scan|Scans|large|contentKey|header/);
  });

  it("shows an upload to its account only", async () => {
    await expectCode("storage/unavailable", () => publish(device(failingAt(3))));
    const { id } = await only();
    const other = await desk.world.person(4);
    const context = { ...other.context, memory: desk.memory };
    expect(await listUploads(context, other.account)).toEqual([]);
    await expectCode("sharing/no-upload", () =>
      resumeUpload(context, other.account, { id, sources: FILES() }),
    );
  });

  it("lets one window alone be at an upload", async () => {
    let id = "";
    const pause = createPause();
    pause.pause();
    const begun = Promise.withResolvers<void>();
    const running = publish(device(), {
      pause,
      onUpload: (it: string) => {
        id = it;
        begun.resolve();
      },
    });
    await begun.promise;
    const { context, account } = device();
    await expectCode("sharing/upload-elsewhere", () =>
      resumeUpload(context, account, { id, sources: FILES() }),
    );
    await expectCode("sharing/upload-elsewhere", () => discardUpload(context, account, { id }));
    pause.resume();
    await running;
    await expectPublished();
  });
});
