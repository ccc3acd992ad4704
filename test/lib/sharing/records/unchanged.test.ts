import { sha256 } from "@noble/hashes/sha2.js";
import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { padmeLength } from "../../../../lib/crypto/padme.ts";
import { streamSealer } from "../../../../lib/crypto/segment-run.ts";
import { restoreCopies } from "../../../../lib/sharing/copies/copies.ts";
import type { FileSource, OpenedFile } from "../../../../lib/sharing/index.ts";
import {
  createRecord,
  grant,
  openRecord,
  publishEntry,
  readFile,
} from "../../../../lib/sharing/index.ts";
import { sealLeaf } from "../../../../lib/sharing/records/seal-leaf.ts";
import { plainLeaves } from "../../../../lib/sharing/records/store-stream.ts";
import { streamKeyOf } from "../../../../lib/sharing/records/stream-handle.ts";
import { RAW } from "../../../../lib/storage/block.ts";
import { createMemoryStore } from "../../../../lib/storage/memory-store.ts";
import { createReplicaStore } from "../../../../lib/storage/replica-store.ts";
import type { BlockStore } from "../../../../lib/storage/store.ts";
import type { Person, World } from "../world.ts";
import { drain, drainText, file, startWorld } from "../world.ts";

const MIB = 2 ** 20;

let world: World;
let owner: Person;
let late: Person;

beforeAll(async () => {
  world = await startWorld();
  [owner, late] = [await world.person(0), await world.person(1)];
});

afterAll(() => world.close());

function noise(size: number, seed: number): Uint8Array {
  const bytes = new Uint8Array(size);
  for (let i = 0; i < size; i++) bytes[i] = ((i + seed * 7919) * 2_654_435_761) >>> 24;
  return bytes;
}

const SCAN = noise(3 * MIB + 5, 1);
const SMALL = () => [file("a.txt", "alpha"), file("b.txt", "beta"), file("empty", "")];

async function newRecord(files: readonly FileSource[]): Promise<Hex> {
  const { record } = await createRecord(owner.context, owner.account, {
    draft: {
      title: "R",
      description: "",
      sections: [
        { title: "One", description: "", message: "", files },
        { title: "Two", description: "", message: "", files: [] },
      ],
    },
  });
  return record;
}

/** Publishes, and tells what was put: sizes of raw blocks, bodies not counted. */
async function publish(record: Hex, files: readonly FileSource[], section = 1) {
  const put: CID[] = [];
  let bytes = 0;
  const store: BlockStore = {
    ...world.store,
    async put(block, options) {
      put.push(block.cid);
      if (block.cid.code === RAW) bytes += block.bytes.length;
      return world.store.put(block, options);
    },
  };
  await publishEntry({ ...owner.context, store }, owner.account, {
    record,
    section,
    draft: { message: "again", files },
  });
  return { put, bytes };
}

async function newest(record: Hex, person = owner, section = 1): Promise<OpenedFile[]> {
  const { sections } = await openRecord(person.context, person.account, { record });
  return sections.find(({ index }) => index === section)?.entries[0]?.files ?? [];
}

const textsOf = (files: readonly OpenedFile[]) =>
  Promise.all(files.map(({ handle }) => drainText(readFile(owner.context, handle))));

describe("files that are published again as they are", () => {
  it("are referred to, in any order, and nothing of them is stored", async () => {
    const record = await newRecord([file("scan", SCAN), ...SMALL()]);
    const [before] = await newest(record);
    const { bytes } = await publish(record, [...SMALL().reverse(), file("scan", SCAN)]);
    expect(bytes).toBeLessThan(2000);
    const files = await newest(record);
    expect(files.map(({ name }) => name)).toEqual(["empty", "b.txt", "a.txt", "scan"]);
    expect(await textsOf(files.slice(0, 3))).toEqual(["", "beta", "alpha"]);
    const scan = files[3] as OpenedFile;
    expect(sha256(await drain(readFile(owner.context, scan.handle)))).toEqual(sha256(SCAN));
    expect(scan.handle.stream.stream.cid).toEqual(before?.handle.stream.stream.cid);

    // Once more: a stream that is referred to can be referred to again.
    expect((await publish(record, [file("scan", SCAN)])).bytes).toBeLessThan(2000);
    const [third] = await newest(record);
    expect(third?.handle.stream.stream.key).toEqual(scan.handle.stream.stream.key);
    expect(sha256(await drain(readFile(owner.context, (third as OpenedFile).handle)))).toEqual(
      sha256(SCAN),
    );
  });

  it("open for somebody who has the new entry only, and nothing else does", async () => {
    const record = await newRecord([file("scan", SCAN), ...SMALL(), file("secret", "not for you")]);
    await world.chain.increaseTime(300);
    const slice = await world.now();
    const terms = { sections: [1], write: false, notBefore: slice, expiresAt: slice + 1000 };
    const { address: grantee } = late.account;
    await grant(owner.context, owner.account, {
      record,
      terms: { ...terms, grantee, history: false },
    });
    await publish(record, [file("scan", SCAN), ...SMALL()]);
    const files = await newest(record, late);
    expect(files.map(({ name }) => name)).toEqual(["scan", "a.txt", "b.txt", "empty"]);
    const [scan, a] = files as [OpenedFile, OpenedFile];
    expect(scan.handle.stream.stream.key).not.toBeNull();
    expect(sha256(await drain(readFile(late.context, scan.handle)))).toEqual(sha256(SCAN));
    // The pack had another file in it, so it is not given out: these were stored anew.
    expect(a.handle.stream.stream.key).toBeNull();
    for (const { handle } of files) {
      const all = {
        ...handle,
        file: { ...handle.file, offset: 0, size: handle.stream.stream.size },
      };
      expect(await drainText(readFile(late.context, all))).not.toContain("not for you");
    }
  });

  it("are found by the copies of a record, and in one store alone", async () => {
    const record = await newRecord([file("scan", SCAN)]);
    await publish(record, [file("scan", SCAN)]);
    const second = createMemoryStore({ name: "second" });
    const store = createReplicaStore({ copies: [world.store, second] });
    await restoreCopies({ ...owner.context, store }, owner.account, { record });
    const context = { ...owner.context, store: second };
    const [scan] = await newest(record, { ...owner, context });
    expect(sha256(await drain(readFile(context, (scan as OpenedFile).handle)))).toEqual(
      sha256(SCAN),
    );
  });
});

describe("a file that is not quite the same", () => {
  it.each([0, MIB + 7, SCAN.length - 1])(
    "by byte %i is stored under new keys, and nothing that shares nonces with the old leaves",
    async (place) => {
      const record = await newRecord([file("scan", SCAN)]);
      const [before] = await newest(record);
      const changed = SCAN.slice();
      changed[place] = (changed[place] ?? 0) ^ 1;
      const { put, bytes } = await publish(record, [file("scan", changed)]);
      expect(bytes).toBeGreaterThan(SCAN.length);
      const [after] = await newest(record);
      expect(after?.handle.stream.stream.key).toBeNull();
      expect(sha256(await drain(readFile(owner.context, (after as OpenedFile).handle)))).toEqual(
        sha256(changed),
      );

      const { stream } = (before as OpenedFile).handle;
      const size = padmeLength(changed.length);
      const { header } = stream.stream;
      const sealer = await streamSealer(streamKeyOf(stream), { header, size });
      const sent = new Set(put.map(String));
      for await (const leaf of plainLeaves([file("scan", changed)], { size })) {
        expect(sent.has(`${(await sealLeaf(sealer, leaf)).cid}`)).toBe(false);
      }
    },
  );

  it("by name, time, section or record is stored anew", async () => {
    const record = await newRecord([file("scan", SCAN)]);
    const other = await newRecord([]);
    const at = (lastModified: number) =>
      new File([SCAN as BlobPart], "scan", { lastModified }) as FileSource;
    for (const [files, where, section] of [
      [[file("scan2", SCAN)], record, 1],
      [[at(5)], record, 1],
      [[file("scan", SCAN)], record, 2],
      [[file("scan", SCAN)], other, 1],
    ] as const) {
      expect((await publish(where, files, section)).bytes).toBeGreaterThan(SCAN.length);
    }
  });

  it("because the store has lost a part of it is stored anew", async () => {
    const record = await newRecord([file("scan", SCAN)]);
    const [before] = await newest(record);
    const root = before?.handle.stream.stream.cid as CID;
    await world.store.delete(root);
    expect((await publish(record, [file("scan", SCAN)])).bytes).toBeGreaterThan(SCAN.length);
    const [after] = await newest(record);
    expect(sha256(await drain(readFile(owner.context, (after as OpenedFile).handle)))).toEqual(
      sha256(SCAN),
    );
  });

  it("is used once for each time that it was there", async () => {
    const record = await newRecord([file("x", noise(2 * MIB, 3))]);
    const twice = [file("x", noise(2 * MIB, 3)), file("x", noise(2 * MIB, 3))];
    const { bytes } = await publish(record, twice);
    expect(bytes).toBeGreaterThan(2 * MIB);
    expect(bytes).toBeLessThan(3 * MIB);
    const files = await newest(record);
    for (const { handle } of files) {
      expect(await drain(readFile(owner.context, handle))).toHaveLength(2 * MIB);
    }
  });
});
