import { describe, expect, it } from "vitest";
import { forEachLimited, mapInOrder } from "../../../lib/storage/pool.ts";
import { collect } from "./fixtures.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe("pool", () => {
  it("keeps the order and the limit", async () => {
    let running = 0;
    let most = 0;
    const work = async (delay: number) => {
      most = Math.max(most, ++running);
      await pause(delay);
      running--;
      return delay;
    };
    const delays = [30, 1, 20, 5, 10, 2, 15];
    expect(await collect(mapInOrder(delays, { limit: 3, work }))).toEqual(delays);
    expect(most).toBe(3);
  });

  it("passes on the first failure, from the source too", async () => {
    const failing = async (item: number) => {
      if (item === 2) throw new RangeError("two");
    };
    await expect(forEachLimited([1, 2, 3, 2], { limit: 2, work: failing })).rejects.toThrow("two");
    async function* source() {
      yield 1;
      throw new RangeError("source");
    }
    const work = async () => undefined;
    await expect(forEachLimited(source(), { limit: 2, work })).rejects.toThrow("source");
  });

  it("ends the source when the consumer stops", async () => {
    let ended = false;
    async function* source() {
      try {
        for (let i = 0; ; i++) yield i;
      } finally {
        ended = true;
      }
    }
    for await (const _ of mapInOrder(source(), { limit: 2, work: async (i) => i })) break;
    expect(ended).toBe(true);
  });
});
