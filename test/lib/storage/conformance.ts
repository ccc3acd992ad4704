/** What every source and store has to do, run over each of them. */
import { CID } from "multiformats/cid";
import { create as createMultihash } from "multiformats/hashes/digest";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { freeBytes } from "../../../lib/bytes.ts";
import type { Block } from "../../../lib/storage/block.ts";
import { cidOf, DAG_CBOR, DAG_PB, digestOf, RAW, rawCid } from "../../../lib/storage/block.ts";
import type { BlockSource, BlockStore, ManagedStore } from "../../../lib/storage/store.ts";
import { codeOf, collect, createBlockMaker } from "./fixtures.ts";

export interface SourceUnderTest {
  source: BlockSource;
  /** Brings a block to where the source reads. */
  fill(block: Block): Promise<void>;
  /** Changes a block's bytes where they lie, behind the store's back; default: cannot be done. */
  tamper?: (block: Block) => Promise<void>;
  close?: () => Promise<void>;
}

export interface StoreUnderTest extends Omit<SourceUnderTest, "source" | "fill"> {
  store: BlockStore | ManagedStore;
}

const foreignCids = {
  "version 0": CID.createV0(createMultihash(0x12, new Uint8Array(32))),
  "another hash": CID.createV1(RAW, createMultihash(0x13, new Uint8Array(64))),
  identity: CID.createV1(RAW, createMultihash(0x00, new Uint8Array([1, 2, 3]))),
  "another codec": CID.createV1(0x0129, createMultihash(0x12, new Uint8Array(32))),
};

let seeds = 1;

export function describeSource(
  name: string,
  { tampers = false, open }: { tampers?: boolean; open: () => Promise<SourceUnderTest> },
): void {
  describe(name, () => {
    const make = createBlockMaker(seeds++);
    let tested: SourceUnderTest;
    beforeAll(async () => {
      tested = await open();
    });
    afterAll(() => tested?.close?.());

    it.each([0, 1, 1000, 2 ** 20, 2 ** 21])("reads a block of %i bytes", async (size) => {
      const block = await make(size);
      await tested.fill(block);
      expect(await tested.source.has(block.cid)).toBe(true);
      const bytes = await tested.source.get(block.cid);
      expect(bytes).toBeInstanceOf(Uint8Array);
      expect(Buffer.compare(bytes, block.bytes)).toBe(0);
    });

    it("finds a block by its digest, whatever the codec", async () => {
      const block = await make(100, DAG_CBOR);
      await tested.fill(block);
      for (const codec of [RAW, DAG_PB, DAG_CBOR] as const) {
        const cid = cidOf(digestOf(block.cid), codec);
        expect(await tested.source.has(cid)).toBe(true);
        expect(await tested.source.get(cid)).toEqual(block.bytes);
      }
    });

    it("says when it does not hold a block", async () => {
      const { cid } = await make(10);
      expect(await tested.source.has(cid)).toBe(false);
      expect(await codeOf(tested.source.get(cid))).toBe("storage/not-found");
    });

    it("gives bytes that the caller may change", async () => {
      const block = await make(5000);
      await tested.fill(block);
      (await tested.source.get(block.cid)).fill(0);
      expect(await tested.source.get(block.cid)).toEqual(block.bytes);
    });

    it.each(Object.entries(foreignCids))("refuses a CID of %s", async (_, cid) => {
      expect(await codeOf(() => tested.source.get(cid))).toBe("storage/bad-cid");
      expect(await codeOf(() => tested.source.has(cid))).toBe("storage/bad-cid");
    });

    it("does not start when the signal has fired", async () => {
      const block = await make(10);
      await tested.fill(block);
      const signal = AbortSignal.abort();
      expect(await codeOf(tested.source.get(block.cid, { signal }))).toBe("storage/aborted");
      expect(await codeOf(tested.source.has(block.cid, { signal }))).toBe("storage/aborted");
    });

    if (!tampers) return;
    it("refuses bytes that were changed, and recovers", async () => {
      for (const size of [100, 2 ** 20]) {
        const block = await make(size);
        await tested.fill(block);
        await tested.tamper?.(block);
        expect(await codeOf(tested.source.get(block.cid))).toBe("storage/wrong-block");
        await tested.fill(block);
        expect(Buffer.compare(await tested.source.get(block.cid), block.bytes)).toBe(0);
      }
    });
  });
}

export function describeStore(
  name: string,
  { open, ...options }: { tampers?: boolean; open: () => Promise<StoreUnderTest> },
): void {
  describeSource(name, {
    ...options,
    open: async () => {
      const tested = await open();
      return { ...tested, source: tested.store, fill: (block) => tested.store.put(block) };
    },
  });

  describe(`${name}, written`, () => {
    const make = createBlockMaker(seeds++);
    let store: StoreUnderTest["store"];
    let tested: StoreUnderTest;
    beforeAll(async () => {
      tested = await open();
      store = tested.store;
    });
    afterAll(() => tested?.close?.());

    it("takes the same block twice", async () => {
      const block = await make(300);
      await store.put(block);
      await store.put(block);
      expect(await store.get(block.cid)).toEqual(block.bytes);
    });

    it("does not depend on the buffer that a block came in", async () => {
      const { cid, bytes } = await make(6000);
      const buffer = new Uint8Array(10_000);
      buffer.set(bytes, 1000);
      await store.put({ cid, bytes: buffer.subarray(1000, 7000) });
      buffer.fill(255);
      expect(await store.get(cid)).toEqual(bytes);
    });

    it("says that it is done with a block's bytes only once it can do without them", async () => {
      const { cid, bytes } = await make(2 ** 20);
      const copy = bytes.slice();
      let spent = 0;
      await store.put({ cid, bytes: copy }, { onSpent: () => spent++ });
      expect(spent).toBe(1);
      freeBytes(copy);
      expect(copy.length).toBe(0);
      expect(Buffer.compare(await store.get(cid), bytes)).toBe(0);
    });

    it("takes and gives many at a time", async () => {
      const blocks = await Promise.all(Array.from({ length: 40 }, (_, i) => make(i * 997)));
      await Promise.all(blocks.map((block) => store.put(block)));
      const read = await Promise.all(blocks.map(({ cid }) => store.get(cid)));
      expect(read).toEqual(blocks.map(({ bytes }) => bytes));
    });

    it("does not put when the signal has fired", async () => {
      const block = await make(50);
      expect(await codeOf(store.put(block, { signal: AbortSignal.abort() }))).toBe(
        "storage/aborted",
      );
      expect(await store.has(block.cid)).toBe(false);
    });

    it("takes many in one call, where it offers that", async () => {
      const blocks = await Promise.all(
        Array.from({ length: 30 }, (_, i) => make(i === 7 ? 0 : 2 ** 19, i % 2 ? RAW : DAG_CBOR)),
      );
      if (!store.putMany) return;
      await store.putMany(blocks);
      for (const { cid, bytes } of blocks) {
        expect(Buffer.compare(await store.get(cid), bytes)).toBe(0);
      }
      await store.putMany([]);
    });

    it("lists, measures and deletes, where it can be managed", async () => {
      if (!("list" in store)) return;
      const kept = await make(1500, DAG_CBOR);
      const gone = await make(2500);
      await store.put(kept);
      await store.put(gone);
      const listed = (await collect(store.list())).map(String);
      expect(listed).toContain(rawCid(kept.cid).toString());
      expect(listed).toContain(gone.cid.toString());
      expect(new Set(listed).size).toBe(listed.length);
      expect((await store.usage()).used).toBeGreaterThanOrEqual(4000);

      await store.delete(gone.cid);
      await store.delete(gone.cid);
      expect(await store.has(gone.cid)).toBe(false);
      expect(await codeOf(store.get(gone.cid))).toBe("storage/not-found");
      expect((await collect(store.list())).map(String)).not.toContain(gone.cid.toString());
      expect(await store.get(kept.cid)).toEqual(kept.bytes);
    });
  });
}
