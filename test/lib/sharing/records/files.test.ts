import type { CID } from "multiformats/cid";
import { describe, expect, it } from "vitest";
import { fromHex } from "../../../../lib/bytes.ts";
import type { Body } from "../../../../lib/crypto/body.ts";
import { openBody } from "../../../../lib/crypto/body.ts";
import { bodyStreamKey } from "../../../../lib/crypto/content-keys.ts";
import type { StoredContent } from "../../../../lib/sharing/records/content.ts";
import { storeContent } from "../../../../lib/sharing/records/content.ts";
import type { FileHandle } from "../../../../lib/sharing/records/file-reader.ts";
import { openFileReader } from "../../../../lib/sharing/records/file-reader.ts";
import type { FileSource } from "../../../../lib/sharing/records/file-source.ts";
import { readFile, readFileRange } from "../../../../lib/sharing/records/files.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import type { ManagedStore } from "../../../../lib/storage/store.ts";
import { openUnixFs } from "../../../../lib/storage/unixfs-reader.ts";
import { expectCode } from "../../../support/errors.ts";
import { drain, file } from "../world.ts";

const RECORD = `0x${"5a".repeat(32)}` as const;
const SECTION = 3;
const MIB = 2 ** 20;

/** Cheap bytes that are different in each file. */
function noise(size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = ((i + seed * 7919) * 2_654_435_761) >>> 24;
  return bytes;
}

const draftOf = (files: readonly FileSource[]) => ({
  title: "T",
  description: "",
  message: "",
  files,
});

const to = { record: RECORD, section: SECTION };

async function bodyOf(store: ManagedStore, content: StoredContent): Promise<Body> {
  const dag = await openUnixFs(content.body, { source: store });
  const place = { record: fromHex(RECORD), section: SECTION };
  return openBody(await dag.readRange({}), bodyStreamKey(content, place));
}

function handlesOf({ streams, files }: Body, content: StoredContent): FileHandle[] {
  const place = { content, record: fromHex(RECORD), section: SECTION };
  const handles = streams.map((stream, number) => ({ ...place, number, stream }));
  return files.map((it) => ({ file: it, stream: handles[it.stream] as (typeof handles)[0] }));
}

async function stored(files: readonly FileSource[]) {
  const store = createMemoryStore();
  const content = await storeContent({ store }, draftOf(files), to);
  const body = await bodyOf(store, content);
  return { store, body, handles: handlesOf(body, content) };
}

/** A store that writes down what is asked of it. */
function watched(store: ManagedStore): ManagedStore & { asked: string[] } {
  const asked: string[] = [];
  return {
    ...store,
    asked,
    get(cid: CID, options) {
      asked.push(cid.toString());
      return store.get(cid, options);
    },
  };
}

describe("an entry's files", () => {
  it("are packed where they are small, and each opens alone", async () => {
    const contents = Array.from({ length: 300 }, (_, i) => noise((i * 37) % 5000, i));
    const { store, body, handles } = await stored(
      contents.map((bytes, i) => file(`f/${i}`, bytes, "a/b")),
    );
    expect(body.streams).toHaveLength(1);
    // The body, and one leaf.
    expect((await store.usage()).used).toBeLessThan(MIB + 30_000);
    for (const [i, handle] of handles.entries()) {
      expect(await drain(readFile({ store }, handle))).toEqual(contents[i]);
    }
    expect(body.files[7]).toMatchObject({ name: "f/7", mediaType: "a/b", size: 259, stream: 0 });
  });

  it("have streams of their own where they are large, in whatever order they come", async () => {
    const contents = [10, 2 * MIB, 0, MIB, 9 * MIB, 20, MIB + 1].map(noise);
    const { store, body, handles } = await stored(contents.map((it, i) => file(`${i}`, it)));
    expect(body.files.map(({ stream }) => stream)).toEqual([0, 1, 0, 0, 2, 0, 3]);
    for (const [i, handle] of handles.entries()) {
      expect(await drain(readFile({ store }, handle))).toEqual(contents[i]);
    }
  });

  it("make packs of some 8 MiB", async () => {
    const one = noise(MIB, 1);
    const { body, store, handles } = await stored(
      Array.from({ length: 18 }, (_, i) => file(`${i}`, one)),
    );
    expect(body.streams.map(({ size }) => size / MIB)).toEqual([8, 8, 2]);
    const part = await readFileRange({ store }, handles[11] as FileHandle, { from: 5, to: 50 });
    expect(part).toEqual(one.slice(5, 50));
  });

  it("may be none", async () => {
    const { body } = await stored([]);
    expect(body).toMatchObject({ streams: [], files: [] });
  });

  it("are read from sources that cannot be cut, too", async () => {
    const bytes = noise(3 * MIB + 5, 4);
    const blob = new Blob([bytes as BlobPart]);
    const source = { name: "s", type: "", size: bytes.length, stream: () => blob.stream() };
    const { store, handles } = await stored([source as FileSource]);
    expect(await drain(readFile({ store }, handles[0] as FileHandle))).toEqual(bytes);
  });
});

describe("a file that is not what it said", () => {
  const bytes = noise(2 * MIB, 1);
  const source = (change: Partial<FileSource>): FileSource => ({
    name: "x",
    type: "",
    size: bytes.length,
    stream: () => new Blob([bytes as BlobPart]).stream() as ReadableStream<Uint8Array>,
    ...change,
  });
  const cutShort = (length: number) => ({
    slice: (from: number, end: number) =>
      new Blob([bytes.subarray(from, end - length) as BlobPart]),
  });
  it.each<[string, FileSource]>([
    ["is longer", source({ size: bytes.length - 1 })],
    ["is shorter", source({ size: bytes.length + 1 })],
    ["gives fewer bytes than asked for", source(cutShort(1))],
    ["gives none", source(cutShort(MIB * 8))],
    [
      "cannot be read any more",
      source({ slice: () => ({ arrayBuffer: () => Promise.reject(new DOMException("gone")) }) }),
    ],
    [
      "breaks off",
      source({ stream: () => new ReadableStream({ pull: (it) => it.error(new Error("gone")) }) }),
    ],
  ])("because it %s ends the storing", async (_, wrong) => {
    const store = createMemoryStore();
    await expectCode("sharing/file-changed", () =>
      storeContent({ store }, draftOf([file("a", "alpha"), wrong]), to),
    );
  });
});

describe("openFileReader", async () => {
  const bytes = noise(9 * MIB + 123, 9);
  const { store, handles } = await stored([file("large", bytes), file("a", "alpha")]);
  const [large, small] = handles as [FileHandle, FileHandle];

  it("reads any range, and fetches only the blocks that it touches, each once", async () => {
    const source = watched(store);
    const reader = await openFileReader({ store: source }, large);
    expect(reader.size).toBe(bytes.length);
    expect(source.asked).toHaveLength(1);
    for (const [from, to] of [
      [5 * MIB, 5 * MIB + 10],
      [5 * MIB - 20_000, 5 * MIB + 30],
      [0, 1],
      [9 * MIB + 100, 10 * MIB],
    ] as const) {
      expect(await reader.read(from, to)).toEqual(bytes.slice(from, to));
    }
    expect(source.asked).toHaveLength(1 + 4);
    expect(await reader.read(8, 8)).toHaveLength(0);
    expect(await reader.read(bytes.length, bytes.length + 5)).toHaveLength(0);
    expect(await drain(reader.stream())).toEqual(bytes);
    expect(await drain(reader.stream({ from: 4 * MIB + 1 }))).toEqual(bytes.slice(4 * MIB + 1));
    for (const [from, to] of [
      [-1, 4],
      [0.5, 4],
      [Number.NaN, 4],
    ] as const) {
      await expectCode("storage/bad-range", () => reader.read(from, to));
    }
  });

  it("needs nothing but one block for a small file", async () => {
    const source = watched(store);
    const reader = await openFileReader({ store: source }, small);
    expect(source.asked).toHaveLength(0);
    expect(new TextDecoder().decode(await reader.read(1, 3))).toBe("lp");
    expect(await reader.read(0, 5)).toHaveLength(5);
    expect(source.asked).toHaveLength(1);
  });

  it("ends with its signal, and with whoever stops reading", async () => {
    const reader = await openFileReader({ store }, large);
    const signal = AbortSignal.abort();
    await expectCode("storage/aborted", () => reader.read(0, 5, { signal }));
    const stream = reader.stream().getReader();
    await stream.read();
    await stream.cancel();
    expect((await stream.read()).done).toBe(true);
  });

  it("refuses what is stored under another key, header, size or place", async () => {
    const { stream: handle } = large;
    const { stream } = handle;
    const changed = (change: object): FileHandle => ({
      ...large,
      stream: { ...handle, stream: { ...stream, ...change } },
    });
    const header = stream.header.slice();
    header[39] = (header[39] ?? 0) ^ 1;
    const read = async (wrong: FileHandle) =>
      (await openFileReader({ store }, wrong)).read(0, 3 * MIB);
    await expectCode("sharing/entry-invalid", () => read(changed({ header })));
    await expectCode("storage/malformed", () => read(changed({ size: stream.size - MIB })));
    const key = { id: handle.content.id, number: 0, key: new Uint8Array(32) };
    await expectCode("stream/tampered", () => read(changed({ key })));
    await expectCode("stream/tampered", () =>
      read({ ...large, stream: { ...handle, section: 4 } }),
    );
    await expectCode("stream/tampered", () => read({ ...large, stream: { ...handle, number: 1 } }));
  });

  it("says so where a block is missing, or is another", async () => {
    const source = createMemoryStore();
    const dag = await openUnixFs(large.stream.stream.cid, { source: store });
    const blocks: CID[] = [];
    for await (const cid of dag.blocks()) blocks.push(cid);
    for (const cid of blocks.slice(0, 4)) await source.put({ cid, bytes: await store.get(cid) });
    const reader = await openFileReader({ store: source }, large);
    expect(await reader.read(0, 10)).toHaveLength(10);
    await expectCode("storage/not-found", () => reader.read(8 * MIB, 9 * MIB));
    await expectCode("storage/not-found", () => drain(reader.stream()));
  });
});
