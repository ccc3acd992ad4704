import { encode as encodeCbor } from "@ipld/dag-cbor";
import { CID } from "multiformats/cid";
import { create as createMultihash } from "multiformats/hashes/digest";
import { beforeAll, describe, expect, it } from "vitest";
import type { Block } from "../../../lib/storage/block.ts";
import { DAG_CBOR } from "../../../lib/storage/block.ts";
import { decodeCar, encodeCar } from "../../../lib/storage/car.ts";
import { codeOf, collect, concat, createBlockMaker, streamOf } from "./fixtures.ts";

const make = createBlockMaker(3001);

let blocks: Block[];
let car: Uint8Array;
beforeAll(async () => {
  blocks = [await make(10), await make(0), await make(70, DAG_CBOR), await make(33)];
  car = await write(blocks, [blocks[0]?.cid as CID]);
});

const write = async (items: Block[], roots: CID[] = []) =>
  concat(await collect(encodeCar(items, { roots })));

async function read(bytes: Uint8Array, step = bytes.length || 1) {
  const chunks: Uint8Array[] = [];
  for (let i = 0; i < bytes.length; i += step) chunks.push(bytes.subarray(i, i + step));
  const decoded = await decodeCar(streamOf(chunks));
  return { roots: decoded.roots, blocks: await collect(decoded.blocks) };
}

const section = (length: number[], rest: Uint8Array) => concat([Uint8Array.from(length), rest]);

describe("CAR", () => {
  it("gives back what it was given, however it arrives", async () => {
    for (const step of [undefined, 1, 7, 64]) {
      const result = await read(car, step);
      expect(result.roots.map(String)).toEqual([`${blocks[0]?.cid}`]);
      expect(result.blocks).toEqual(blocks);
    }
    expect(await read(await write([]))).toEqual({ roots: [], blocks: [] });
  });

  it("carries large blocks", async () => {
    const large = [await make(2 ** 21), await make(2 ** 20)];
    const result = await read(await write(large), 100_000);
    expect(result.blocks.map(({ cid }) => cid)).toEqual(large.map(({ cid }) => cid));
  });

  it("ends its blocks when its reader stops, and passes on their failure", async () => {
    let ended = false;
    async function* source() {
      try {
        yield* blocks;
      } finally {
        ended = true;
      }
    }
    for await (const _ of encodeCar(source(), { roots: [] })) break;
    expect(ended).toBe(true);
    async function* failing() {
      yield* blocks;
      throw new RangeError("broken");
    }
    await expect(collect(encodeCar(failing(), { roots: [] }))).rejects.toThrow("broken");
  });

  it("passes on what goes wrong on the way", async () => {
    async function* failing() {
      yield car.subarray(0, 100);
      throw new RangeError("connection lost");
    }
    await expect(decodeCar(failing()).then((d) => collect(d.blocks))).rejects.toThrow(
      "connection lost",
    );
  });

  it("refuses a cut archive, except between two blocks", async () => {
    const ends: number[] = [];
    for (let i = 0; i < car.length; i++) {
      const code = await codeOf(read(car.subarray(0, i)));
      if (code === "no error") ends.push(i);
      else expect(code).toBe("storage/malformed");
    }
    expect(ends).toHaveLength(blocks.length);
  });

  it("gives no other block for any changed byte", async () => {
    for (let i = 0; i < car.length; i++) {
      for (const bit of [1, 16, 128]) {
        const flipped = car.slice();
        flipped[i] = (flipped[i] ?? 0) ^ bit;
        let result: Block[];
        try {
          result = (await read(flipped)).blocks;
        } catch (error) {
          expect((error as { code: string }).code).toMatch(
            /^storage\/(malformed|wrong-block|bad-cid|too-large)$/,
          );
          continue;
        }
        // A change that is not seen is one of the root's CID, or of a block's codec.
        for (const [n, { bytes }] of result.entries()) expect(bytes).toEqual(blocks[n]?.bytes);
      }
    }
  });

  it("refuses other versions, headers and bytes", async () => {
    const header = (value: unknown) => {
      const bytes = encodeCbor(value);
      return section([bytes.length], bytes);
    };
    const pragma = concat([header({ version: 2 }), new Uint8Array(40).fill(255)]);
    const inner = concat([header({ version: 2 }), new Uint8Array(40), car]);
    new DataView(inner.buffer).setBigUint64(11 + 16, 51n, true);
    new DataView(inner.buffer).setBigUint64(11 + 24, BigInt(car.length), true);
    const foreign = [
      new Uint8Array(),
      new TextEncoder().encode("<html>not found</html>"),
      header({ version: 1 }),
      header({ version: 1, roots: ["x"] }),
      header({ version: 3, roots: [] }),
      header([]),
      pragma,
      inner,
    ];
    for (const bytes of foreign) expect(await codeOf(read(bytes))).toBe("storage/malformed");
  });

  it("believes no length", async () => {
    const start = await write([]);
    const cid = blocks[0]?.cid.bytes ?? new Uint8Array();
    const sections: [number[], string][] = [
      // Shorter than the CID in it, nothing, 2^34, and more than a number holds.
      [[10], "storage/malformed"],
      [[0], "storage/malformed"],
      [[128, 128, 128, 128, 64], "storage/too-large"],
      [Array(9).fill(255).concat(1), "storage/malformed"],
    ];
    for (const [length, code] of sections) {
      expect(await codeOf(read(concat([start, section(length, cid)])))).toBe(code);
    }
    expect(await codeOf(read(section([128, 128, 128, 128, 64], cid)))).toBe("storage/too-large");
  });

  it("refuses blocks of another system", async () => {
    const cid = CID.createV1(0x55, createMultihash(0, new Uint8Array([1])));
    const bytes = await write([{ cid, bytes: new Uint8Array([1]) }]);
    expect(await codeOf(read(bytes))).toBe("storage/bad-cid");
  });
});
