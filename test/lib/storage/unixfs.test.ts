import { encode as encodePb } from "@ipld/dag-pb";
import { UnixFS } from "ipfs-unixfs";
import { describe, expect, it } from "vitest";
import type { Codec } from "../../../lib/storage/block.ts";
import { createBlock, DAG_CBOR, DAG_PB, parseCid, RAW } from "../../../lib/storage/block.ts";
import { StorageError } from "../../../lib/storage/errors.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import type { BlockStore } from "../../../lib/storage/store.ts";
import type { UnixFsLink } from "../../../lib/storage/unixfs-node.ts";
import { decodeUnixFsNode, encodeUnixFsNode } from "../../../lib/storage/unixfs-node.ts";
import { openUnixFs, unixFsStream } from "../../../lib/storage/unixfs-reader.ts";
import { createUnixFsWriter, writeUnixFs } from "../../../lib/storage/unixfs-writer.ts";
import vectors from "../../vectors/unixfs.json" with { type: "json" };
import { codeOf, collect, concat, patternBytes, patternChunks, streamOf } from "./fixtures.ts";

const MIB = 2 ** 20;

/** Takes blocks and forgets them. */
const nowhere: BlockStore = {
  name: "nowhere",
  put: async () => undefined,
  has: async () => false,
  get: async (cid) => {
    throw new StorageError("not-found", "nothing here", { cid });
  },
};

/** A memory store that notes what is asked of it. */
function createWatchedStore() {
  const store = createMemoryStore();
  const asked: string[] = [];
  const watched: BlockStore = {
    ...store,
    get: (cid, options) => {
      asked.push(cid.toString());
      return store.get(cid, options);
    },
  };
  return { store: watched, asked };
}

describe("UnixFS writer", () => {
  it.each(vectors.files)("gives $size bytes the CID that Kubo gives them", async (vector) => {
    const result = await writeUnixFs(patternChunks(vector.size), { store: nowhere });
    expect(result.cid.toString()).toBe(vector.cid);
    expect(result.size).toBe(vector.size);
  });

  it("does not depend on how the bytes arrive", async () => {
    const bytes = patternBytes(2 * MIB + 100);
    const whole = await writeUnixFs([bytes], { store: nowhere });
    for (const step of [1000 * 4, 262_144, MIB + 4]) {
      const chunks = patternChunks(bytes.length, step);
      const parts = await writeUnixFs(streamOf(chunks), { store: nowhere, inFlight: 1 });
      expect(parts).toEqual(whole);
    }
    const stream = new Blob([bytes as BlobPart]).stream();
    expect(await writeUnixFs(stream, { store: nowhere })).toEqual(whole);
    expect(whole.blocks).toBe(4);
  });

  it("copies what it is given", async () => {
    const { store } = createWatchedStore();
    const writer = createUnixFsWriter({ store });
    const buffer = patternBytes(1000).slice();
    await writer.write(buffer);
    buffer.fill(0);
    const { cid } = await writer.close();
    expect(await store.get(cid)).toEqual(patternBytes(1000));
  });

  it("has few blocks under way, and waits for the store", async () => {
    let underWay = 0;
    let most = 0;
    const slow: BlockStore = {
      ...nowhere,
      put: async () => {
        most = Math.max(most, ++underWay);
        await new Promise((resolve) => setTimeout(resolve, 2));
        underWay--;
      },
    };
    await writeUnixFs(patternChunks(12 * MIB), { store: slow, inFlight: 3 });
    expect(most).toBe(3);
  });

  it("tells how far it is", async () => {
    const seen: number[] = [];
    const onProgress = (stored: number) => seen.push(stored);
    await writeUnixFs(patternChunks(3 * MIB + 7), { store: nowhere, onProgress });
    expect(seen.length).toBe(4);
    expect(seen.at(-1)).toBe(3 * MIB + 7);
    expect(seen.toSorted((a, b) => a - b)).toEqual(seen);
  });

  it("sends only what the store lacks, when asked to", async () => {
    const store = createMemoryStore();
    await writeUnixFs(patternChunks(4 * MIB), { store });
    let puts = 0;
    const counting: BlockStore = {
      ...store,
      put: (block) => {
        puts++;
        return store.put(block);
      },
    };
    await writeUnixFs(patternChunks(5 * MIB), { store: counting, skipHeld: true });
    expect(puts).toBe(2);
  });

  it("ends with the store's error", async () => {
    const store = createMemoryStore({ capacity: 3 * MIB });
    const writing = writeUnixFs(patternChunks(20 * MIB), { store });
    expect(await codeOf(writing)).toBe("storage/full");
  });

  it("ends with the source's error, and aborts what is under way", async () => {
    let aborted = 0;
    let puts = 0;
    const bothPut = Promise.withResolvers<void>();
    const hanging: BlockStore = {
      ...nowhere,
      put: (_, { signal } = {}) =>
        new Promise((_, reject) => {
          signal?.addEventListener("abort", () => {
            aborted++;
            reject(signal.reason);
          });
          if (++puts === 2) bothPut.resolve();
        }),
    };
    async function* source() {
      yield patternBytes(2 * MIB);
      await bothPut.promise;
      throw new RangeError("no more");
    }
    await expect(writeUnixFs(source(), { store: hanging })).rejects.toThrow("no more");
    expect(aborted).toBe(2);
  });

  it("ends when the signal fires, even if the store does not listen", async () => {
    const deaf: BlockStore = { ...nowhere, put: () => new Promise(() => undefined) };
    const controller = new AbortController();
    const writing = writeUnixFs(patternChunks(20 * MIB), {
      store: deaf,
      signal: controller.signal,
    });
    setTimeout(() => controller.abort(), 20);
    expect(await codeOf(writing)).toBe("storage/aborted");
    const late = writeUnixFs([], { store: nowhere, signal: controller.signal });
    expect(await codeOf(late)).toBe("storage/aborted");
  });

  it("takes nothing after it was closed or aborted", async () => {
    const closed = createUnixFsWriter({ store: nowhere });
    await closed.close();
    expect(await codeOf(closed.write(patternBytes(1)))).toBe("storage/aborted");
    expect(await codeOf(closed.close())).toBe("storage/aborted");
    const aborted = createUnixFsWriter({ store: nowhere });
    aborted.abort();
    expect(await codeOf(aborted.write(patternBytes(1)))).toBe("storage/aborted");
  });
});

describe("UnixFS reader", () => {
  it.each([0, 1, MIB - 1, MIB, MIB + 1, 3 * MIB, 5 * MIB + 77])(
    "reads back %i bytes",
    async (size) => {
      const store = createMemoryStore();
      const { cid, blocks } = await writeUnixFs(patternChunks(size), { store });
      const file = await openUnixFs(cid, { source: store });
      expect(file.size).toBe(size);
      const read = concat(await collect(file.read()));
      expect(Buffer.compare(read, patternBytes(size))).toBe(0);
      const stream = new Response(unixFsStream(file) as BodyInit);
      expect((await stream.arrayBuffer()).byteLength).toBe(size);
      expect(await collect(file.blocks())).toHaveLength(blocks);
    },
  );

  it("reads any range, and fetches only what it touches", async () => {
    const { store, asked } = createWatchedStore();
    const size = 176 * MIB;
    const { cid } = await writeUnixFs(patternChunks(size), { store });
    const file = await openUnixFs(cid, { source: store });
    // From the last leaf of the first node into the first of the second.
    const from = 174 * MIB - 4;
    asked.length = 0;
    const across = await file.readRange({ from, to: from + 8 });
    expect(across).toEqual(patternBytes(8, { from }));
    expect(asked).toHaveLength(4);
    asked.length = 0;
    const again = await file.readRange({ from: 175 * MIB + 4, to: size + 1000 });
    expect(Buffer.compare(again, patternBytes(MIB - 4, { from: 175 * MIB + 4 }))).toBe(0);
    expect(asked).toHaveLength(1);
    asked.length = 0;
    expect(await file.readRange({ from: 5, to: 5 })).toEqual(new Uint8Array());
    expect(asked).toHaveLength(0);
    for (const range of [{ from: -1 }, { from: 1.5 }, { from: 9, to: 8 }, { from: size + 1 }]) {
      expect(await codeOf(file.readRange(range))).toBe("storage/bad-range");
    }
  });

  it("fetches a few leaves ahead, and stops when its reader does", async () => {
    const { store, asked } = createWatchedStore();
    const { cid } = await writeUnixFs(patternChunks(20 * MIB), { store });
    const file = await openUnixFs(cid, { source: store, inFlight: 3 });
    asked.length = 0;
    for await (const _ of file.read()) break;
    expect(asked).toHaveLength(3);
    await unixFsStream(file).cancel();
  });

  it("ends when the signal fires", async () => {
    const store = createMemoryStore();
    const { cid } = await writeUnixFs(patternChunks(20 * MIB), { store });
    const signal = AbortSignal.abort();
    expect(await codeOf(openUnixFs(cid, { source: store, signal }))).toBe("storage/aborted");
    const file = await openUnixFs(cid, { source: store });
    expect(await codeOf(file.readRange({ signal }))).toBe("storage/aborted");
    expect(await codeOf(collect(file.blocks({ signal })))).toBe("storage/aborted");
  });

  it("says which block is missing", async () => {
    const store = createMemoryStore();
    const { cid } = await writeUnixFs(patternChunks(3 * MIB), { store });
    const file = await openUnixFs(cid, { source: store });
    const [, , second] = await collect(file.blocks());
    if (second) await store.delete(second);
    await expect(file.readRange({})).rejects.toMatchObject({
      code: "storage/not-found",
      cid: second,
    });
    expect((await file.readRange({ from: 0, to: MIB })).length).toBe(MIB);
  });
});

describe("malformed files", () => {
  const store = createMemoryStore();

  async function put(bytes: Uint8Array, codec: Codec = DAG_PB) {
    const block = await createBlock(bytes, codec);
    await store.put(block);
    return block.cid;
  }

  async function leaf(size: number): Promise<UnixFsLink> {
    return { cid: await put(patternBytes(size), RAW), size, blockBytes: size };
  }

  async function node(links: UnixFsLink[]): Promise<UnixFsLink> {
    const bytes = encodeUnixFsNode(links);
    const size = links.reduce((sum, link) => sum + link.size, 0);
    return { cid: await put(bytes), size, blockBytes: 0 };
  }

  const readAll = async ({ cid }: Pick<UnixFsLink, "cid">) =>
    collect((await openUnixFs(cid, { source: store })).read());

  it("refuses a leaf of another size than its node says", async () => {
    const real = await leaf(100);
    expect(await codeOf(readAll(await node([{ ...real, size: 99 }])))).toBe("storage/malformed");
    expect(await codeOf(readAll(await node([{ ...real, size: 101 }])))).toBe("storage/malformed");
  });

  it("refuses a node of another size than its parent says", async () => {
    const inner = await node([await leaf(100), await leaf(50)]);
    await readAll(await node([inner]));
    const lying = await node([{ ...inner, size: 151 }]);
    expect(await codeOf(readAll(lying))).toBe("storage/malformed");
    const file = await openUnixFs(lying.cid, { source: store });
    expect(await codeOf(collect(file.blocks()))).toBe("storage/malformed");
  });

  it("refuses too many levels", async () => {
    let top = await leaf(10);
    for (let depth = 1; depth <= 4; depth++) top = await node([top]);
    expect(concat(await readAll(top))).toEqual(patternBytes(10));
    expect(await codeOf(readAll(await node([top])))).toBe("storage/malformed");
  });

  it("refuses no links, too many links, and empty or too large parts", async () => {
    const real = await leaf(10);
    const large = { cid: await put(patternBytes(MIB + 1), RAW), size: MIB + 1, blockBytes: 0 };
    const parts = [
      [],
      Array.from({ length: 175 }, () => real),
      [await leaf(0)],
      [large],
      Array.from({ length: 3 }, () => ({ ...real, cid: large.cid, size: 2 ** 52 })),
    ];
    for (const links of parts) {
      expect(await codeOf(readAll(await node(links)))).toBe("storage/malformed");
    }
    expect(await codeOf(readAll(large))).toBe("storage/malformed");
    const huge = { ...(await node([real])), size: 2 ** 53 - 1 };
    expect(await codeOf(readAll(await node([huge, huge])))).toBe("storage/malformed");
  });

  it("refuses what is no file, or a file of another make", async () => {
    const { cid } = await leaf(10);
    const link = { Hash: cid, Name: "", Tsize: 10 };
    const file = new UnixFS({ type: "file", blockSizes: [10n] }).marshal();
    const twoSizes = new UnixFS({ type: "file", blockSizes: [10n, 1n] }).marshal();
    const inline = new UnixFS({ type: "file", blockSizes: [10n], data: patternBytes(3) }).marshal();
    const cbor = await put(encodePb({ Links: [] }), DAG_CBOR);
    const foreign = [
      encodePb({ Links: [] }),
      encodePb({ Data: file, Links: [] }),
      encodePb({ Data: new UnixFS({ type: "directory" }).marshal(), Links: [link] }),
      encodePb({ Data: new UnixFS({ type: "file", data: patternBytes(3) }).marshal(), Links: [] }),
      encodePb({ Data: inline, Links: [link] }),
      encodePb({ Data: twoSizes, Links: [link] }),
      encodePb({ Data: file, Links: [link, link] }),
      encodePb({ Data: file, Links: [{ ...link, Name: "name" }] }),
      encodePb({ Data: file, Links: [{ Hash: cid }] }),
      encodePb({ Data: file, Links: [{ ...link, Hash: cbor }] }),
      encodePb({ Data: file, Links: [link] }, { fieldOrder: "data-first" }),
      new TextEncoder().encode("not protobuf"),
      patternBytes(5000),
      new Uint8Array(),
    ];
    for (const bytes of foreign) {
      expect(await codeOf(readAll({ cid: await put(bytes) }))).toBe("storage/malformed");
    }
    expect(await codeOf(readAll({ cid: cbor }))).toBe("storage/malformed");
    await readAll({ cid: await put(encodePb({ Data: file, Links: [link] })) });
  });

  it("refuses more than the caller accepts", async () => {
    const { cid } = await node([await leaf(10), await leaf(11)]);
    expect(await codeOf(openUnixFs(cid, { source: store, maxSize: 20 }))).toBe("storage/too-large");
    await openUnixFs(cid, { source: store, maxSize: 21 });
  });

  it("decodes a cut or changed node to nothing but another well-formed one", async () => {
    const links = [await leaf(100), await leaf(200), await leaf(3)];
    const bytes = encodeUnixFsNode(links);
    expect(decodeUnixFsNode(bytes)).toEqual(links);
    for (let i = 0; i < bytes.length; i++) {
      expect(await codeOf(() => decodeUnixFsNode(bytes.subarray(0, i)))).toBe("storage/malformed");
      for (const bit of [1, 2, 4, 8, 16, 32, 64, 128]) {
        const flipped = bytes.slice();
        flipped[i] = (flipped[i] ?? 0) ^ bit;
        let decoded: UnixFsLink[];
        try {
          decoded = decodeUnixFsNode(flipped);
        } catch (error) {
          expect(error).toMatchObject({ code: "storage/malformed" });
          continue;
        }
        // A digest, a size or a Tsize with another value: bytes with another CID, in order.
        expect(decoded).not.toEqual(links);
        expect(encodeUnixFsNode(decoded)).toEqual(flipped);
      }
    }
  });

  it("reads no file whose blocks were swapped or changed on the way", async () => {
    const source = createMemoryStore();
    const { cid } = await writeUnixFs(patternChunks(3 * MIB), { store: source });
    const cids = await collect((await openUnixFs(cid, { source })).blocks());
    for (const target of cids) {
      const tampered = createMemoryStore();
      for (const each of cids) {
        const bytes = await source.get(each);
        if (each === target) bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
        await tampered.put({ cid: each, bytes });
      }
      const reading = openUnixFs(cid, { source: tampered }).then((file) => file.readRange({}));
      expect(await codeOf(reading)).toBe("storage/wrong-block");
    }
  });

  it("takes no CID of another system", async () => {
    const cid = parseCid("bafyreicbyxm6yazj4srzyqgbuz2yeqy4keqd3mdnmkpljm7mqhslnjvmfi");
    expect(await codeOf(openUnixFs(cid, { source: store }))).toBe("storage/malformed");
  });
});
