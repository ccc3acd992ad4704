import { describe, expect, it } from "vitest";
import { takeLeaves } from "../../../../lib/sharing/leases/leaf-numbers.ts";
import { createVolatileMemory } from "../../../../lib/sharing/memory.ts";

const RUN = 4096;
const record = `0x${"ab".repeat(32)}` as const;

describe("leaf numbers", () => {
  it("come in order from one run, and never twice", async () => {
    const memory = createVolatileMemory();
    const [first = 0, second = 0] = await takeLeaves(memory, record, { count: 2, used: [] });
    const [third = 0] = await takeLeaves(memory, record, { count: 1, used: [first] });
    expect([second, third]).toEqual([first + 1, first + 2]);
    expect(first % RUN).toBe(0);
  });

  it("go on in another run when one is used up", async () => {
    const memory = createVolatileMemory();
    const all = await takeLeaves(memory, record, { count: RUN + 1, used: [] });
    expect(new Set(all).size).toBe(RUN + 1);
    expect(Math.floor((all[RUN] ?? 0) / RUN)).not.toBe(Math.floor((all[0] ?? 0) / RUN));
  });

  it("are spent by whoever asks at the same time", async () => {
    const memory = createVolatileMemory();
    const taken = await Promise.all(
      Array.from({ length: 50 }, () => takeLeaves(memory, record, { count: 3, used: [] })),
    );
    expect(new Set(taken.flat()).size).toBe(150);
  });

  it("begin in a fresh run on a device that remembers nothing, or nonsense", async () => {
    const used = await takeLeaves(createVolatileMemory(), record, { count: 1, used: [] });
    const nonsense = [null, "x", {}, { run: -1, next: 0 }, { run: 1, next: RUN + 1 }, { run: 0.5 }];
    for (const stored of nonsense) {
      const memory = createVolatileMemory();
      await memory.update(`leaves/${record}`, () => stored);
      const [leaf = -1] = await takeLeaves(memory, record, { count: 1, used });
      expect(leaf % RUN).toBe(0);
      expect(Math.floor(leaf / RUN)).not.toBe(Math.floor((used[0] ?? 0) / RUN));
    }
  });
});
