import { encode as encodeCbor } from "@ipld/dag-cbor";
import { encode as encodePb } from "@ipld/dag-pb";
import { CID } from "multiformats/cid";
import { create as createMultihash } from "multiformats/hashes/digest";
import { describe, expect, it } from "vitest";
import { createBlock, DAG_CBOR, DAG_PB, RAW } from "../../../lib/storage/block.ts";
import { copyBlocks, linksOf, walkDag } from "../../../lib/storage/dag.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import { writeUnixFs } from "../../../lib/storage/unixfs-writer.ts";
import { codeOf, collect, createBlockMaker, patternChunks } from "./fixtures.ts";

const make = createBlockMaker(5001);

/** A shape like a record's: an entry with a body, a file, and an entry before it. */
async function createTree() {
  const store = createMemoryStore();
  const put = async (bytes: Uint8Array, codec: typeof RAW | typeof DAG_CBOR) => {
    const block = await createBlock(bytes, codec);
    await store.put(block);
    return block.cid;
  };
  const body = await put((await make(10)).bytes, RAW);
  const file = (await writeUnixFs(patternChunks(2 ** 21), { store })).cid;
  const first = await put(encodeCbor({ body, previous: null }), DAG_CBOR);
  const second = await put(encodeCbor({ body, files: [{ cid: file }], previous: first }), DAG_CBOR);
  return { store, body, file, first, second };
}

describe("walking a DAG", () => {
  it("visits each block once, the root first, and fetches no raw one", async () => {
    const { store, body, file, first, second } = await createTree();
    const fetched: string[] = [];
    const source = {
      ...store,
      get: (cid: CID) => {
        fetched.push(`${cid}`);
        return store.get(cid);
      },
    };
    const cids = (await collect(walkDag(second, { source }))).map(String);
    expect(cids).toHaveLength(6);
    expect(cids.slice(0, 2)).toEqual([`${second}`, `${body}`]);
    expect(cids).toContain(`${first}`);
    expect(fetched.toSorted()).toEqual([`${second}`, `${file}`, `${first}`].toSorted());

    const skip = (cid: CID) => cid.equals(file) || cid.equals(first);
    expect(await collect(walkDag(second, { source, skip }))).toHaveLength(2);
  });

  it("passes on what the source throws, and ends with the signal", async () => {
    const { store, first, second } = await createTree();
    await store.delete(first);
    expect(await codeOf(collect(walkDag(second, { source: store })))).toBe("storage/not-found");
    const signal = AbortSignal.abort();
    expect(await codeOf(collect(walkDag(second, { source: store, signal })))).toBe(
      "storage/aborted",
    );
  });

  it("reads links of each codec, and refuses bytes of another", async () => {
    const { body, file } = await createTree();
    const cbor = await createBlock(encodeCbor([file, { x: [body] }, 1, "x"]), DAG_CBOR);
    expect(linksOf(cbor)).toEqual([file, body]);
    const pb = await createBlock(encodePb({ Links: [{ Hash: body }] }), DAG_PB);
    expect(linksOf(pb)).toEqual([body]);
    expect(linksOf(await make(10, RAW))).toEqual([]);
    for (const codec of [DAG_PB, DAG_CBOR] as const) {
      const { bytes, cid } = await make(100, codec);
      expect(await codeOf(() => linksOf({ bytes, cid }))).toBe("storage/malformed");
    }
    const deep = new Uint8Array(500_000).fill(0x81);
    const nested = await createBlock(deep, DAG_CBOR);
    expect(await codeOf(() => linksOf(nested))).toBe("storage/malformed");
    const foreign = CID.createV1(RAW, createMultihash(0, new Uint8Array(2)));
    const linking = await createBlock(encodeCbor(foreign), DAG_CBOR);
    expect(await codeOf(() => linksOf(linking))).toBe("storage/bad-cid");
  });
});

describe("copying blocks", () => {
  it("copies what the other store lacks", async () => {
    const { store, body, second } = await createTree();
    const other = createMemoryStore();
    await other.put({ cid: body, bytes: await store.get(body) });
    const seen: { copied: number; held: number }[] = [];
    const options = { from: store, to: other, onProgress: (p: (typeof seen)[0]) => seen.push(p) };
    const cids = () => walkDag(second, { source: store });
    expect(await copyBlocks(cids(), options)).toEqual({ copied: 5, held: 1 });
    expect(seen).toHaveLength(6);
    expect(await copyBlocks(cids(), options)).toEqual({ copied: 0, held: 6 });
    expect(await collect(walkDag(second, { source: other }))).toHaveLength(6);
  });
});
