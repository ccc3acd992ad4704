import { afterEach, describe, expect, it } from "vitest";
import { repairInBackground } from "../../../lib/storage/background-repair.ts";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import { createPace } from "../../../lib/storage/pace.ts";
import { createReplicaStore } from "../../../lib/storage/replica-store.ts";
import { codeOf, collect, createBlockMaker } from "./fixtures.ts";

const make = createBlockMaker(1200);
let end: () => Promise<void> = async () => undefined;
afterEach(() => end());

async function filled(count: number) {
  const full = createMemoryStore({ name: "full" });
  const added = createMemoryStore({ name: "added later" });
  const blocks = await Promise.all(Array.from({ length: count }, () => make(10_000)));
  for (const block of blocks) await full.put(block);
  const cids = blocks.map(({ cid }) => cid);
  return { full, added, cids, replica: createReplicaStore({ copies: [full, added] }) };
}

describe("repair in the background", () => {
  it("fills a store that was added later", async () => {
    const { added, cids, replica } = await filled(20);
    const rounds: unknown[] = [];
    end = repairInBackground(replica, {
      cids,
      bytesPerSecond: 10_000_000,
      onRound: (round) => rounds.push(round),
    });
    await expect.poll(async () => (await collect(added.list())).length).toBe(20);
    await expect.poll(() => rounds).toEqual([{ copied: 20, failed: 0 }]);
  });

  it("brings back what a store that was away did not get", async () => {
    const { full, added } = await filled(0);
    let away = true;
    const flaky: typeof added = {
      ...added,
      put: (block, options) =>
        away ? Promise.reject(new TypeError("fetch failed")) : added.put(block, options),
    };
    const replica = createReplicaStore({ copies: [full, flaky] });
    const block = await make(100);
    await replica.put(block);
    expect(replica.missing()).toHaveLength(1);
    end = repairInBackground(replica, { every: 10 });
    away = false;
    await expect.poll(() => added.has(block.cid)).toBe(true);
    await expect.poll(() => replica.missing()).toEqual([]);
  });

  it("takes its time", async () => {
    const { cids, replica } = await filled(10);
    const started = performance.now();
    const outcome = await replica.repair({ cids, bytesPerSecond: 200_000 });
    expect(outcome).toEqual({ copied: 10, failed: 0 });
    // 100 000 bytes at 200 000 a second: all but the first block have to wait.
    expect(performance.now() - started).toBeGreaterThan(440);
  });

  it("ends at once", async () => {
    const { cids, replica } = await filled(10);
    end = repairInBackground(replica, { cids, bytesPerSecond: 1000 });
    const started = performance.now();
    await end();
    expect(performance.now() - started).toBeLessThan(20_000);
  });

  it("lets bytes go by at their pace, in turn, until it is aborted", async () => {
    const pace = createPace(1000);
    const started = performance.now();
    await Promise.all([pace(100), pace(100), pace(100)]);
    expect(performance.now() - started).toBeGreaterThan(190);
    const stop = new AbortController();
    setTimeout(() => stop.abort(), 20);
    await pace(1_000_000);
    expect(await codeOf(pace(1, stop.signal))).toBe("storage/aborted");
    await createPace(undefined)(1e12);
  });
});
