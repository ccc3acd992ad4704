import { beforeAll, describe, expect, it } from "vitest";
import { LeaseholdError } from "../../../lib/error.ts";
import type { Block } from "../../../lib/storage/block.ts";
import { createBlock, DAG_CBOR, RAW } from "../../../lib/storage/block.ts";
import { encodeCar } from "../../../lib/storage/car.ts";
import { openCarFile } from "../../../lib/storage/car-file.ts";
import { expectCode } from "../../support/errors.ts";

let blocks: Block[];
let car: Uint8Array;

beforeAll(async () => {
  blocks = [await createBlock(new Uint8Array([0xa0]), DAG_CBOR)];
  for (let n = 0; n < 5; n++) {
    blocks.push(await createBlock(new Uint8Array(5000 * n + 7).fill(n), RAW));
  }
  const parts: Uint8Array[] = [];
  for await (const part of encodeCar(blocks, { roots: [(blocks[0] as Block).cid] }))
    parts.push(part);
  car = new Uint8Array(await new Blob(parts as BlobPart[]).arrayBuffer());
});

const fileOf = (bytes: Uint8Array) => new Blob([bytes as BlobPart]);

describe("a CAR file", () => {
  it("gives each of its blocks, and says which it does not have", async () => {
    const file = await openCarFile(fileOf(car));
    expect(file.roots.map(String)).toEqual([String(blocks[0]?.cid)]);
    for (const { cid, bytes } of blocks.toReversed()) {
      expect(await file.has(cid)).toBe(true);
      expect(await file.get(cid)).toEqual(bytes);
    }
    const { cid } = await createBlock(new Uint8Array([9]), RAW);
    expect(await file.has(cid)).toBe(false);
    await expectCode("storage/not-found", () => file.get(cid));
  });

  it("opens as far as it goes where it was cut off", async () => {
    for (let end = 0; end < car.length; end += 97) {
      const file = await openCarFile(fileOf(car.slice(0, end))).catch((error) => error);
      if (file instanceof Error) {
        expect(file).toBeInstanceOf(LeaseholdError);
        expect(end).toBeLessThan(100);
        continue;
      }
      for (const { cid, bytes } of blocks) {
        if (await file.has(cid)) expect(await file.get(cid)).toEqual(bytes);
      }
    }
  });

  it("never gives changed bytes", async () => {
    for (let at = 0; at < car.length; at += 61) {
      const changed = car.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      try {
        const file = await openCarFile(fileOf(changed));
        for (const { cid, bytes } of blocks) {
          if (await file.has(cid)) expect(await file.get(cid)).toEqual(bytes);
        }
      } catch (error) {
        if (!(error instanceof LeaseholdError)) throw error;
        expect(error.code).toMatch(/^storage\/(malformed|wrong-block|too-large)$/);
      }
    }
  });

  it("refuses what is none", async () => {
    for (const bytes of [new Uint8Array(), new Uint8Array(50), new TextEncoder().encode("PK")]) {
      await expectCode("storage/malformed", () => openCarFile(fileOf(bytes)));
    }
  });

  it("can be stopped", async () => {
    const abort = new AbortController();
    abort.abort();
    await expectCode("storage/aborted", () => openCarFile(fileOf(car), { signal: abort.signal }));
  });
});
