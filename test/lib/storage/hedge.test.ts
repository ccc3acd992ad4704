import { describe, expect, it } from "vitest";
import { hedge } from "../../../lib/storage/hedge.ts";

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

function attempt(name: string, { takes, patience = 1000 }: { takes: number; patience?: number }) {
  const log: string[] = [];
  return {
    log,
    patience,
    async run(signal: AbortSignal) {
      log.push("started");
      signal.addEventListener("abort", () => log.push("aborted"));
      await pause(Math.abs(takes));
      if (takes < 0) throw new RangeError(name);
      return name;
    },
  };
}

describe("hedge", () => {
  it("asks only the first while it is in time", async () => {
    const [first, second] = [attempt("first", { takes: 5 }), attempt("second", { takes: 1 })];
    expect(await hedge([first, second])).toBe("first");
    expect(second.log).toEqual([]);
  });

  it("asks the next when one is late, and aborts the loser", async () => {
    const first = attempt("first", { takes: 200, patience: 10 });
    expect(await hedge([first, attempt("second", { takes: 1 })])).toBe("second");
    expect(first.log).toEqual(["started", "aborted"]);
  });

  it("still takes the late one's answer if it is first", async () => {
    const first = attempt("first", { takes: 30, patience: 10 });
    expect(await hedge([first, attempt("second", { takes: 300 })])).toBe("first");
  });

  it("goes on at once after a failure", async () => {
    const attempts = [attempt("first", { takes: -1 }), attempt("second", { takes: 1 })];
    const started = performance.now();
    expect(await hedge(attempts)).toBe("second");
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("gives nothing when all fail, or there is nobody to ask", async () => {
    const failing = [1, 20, 5].map((ms) => attempt("x", { takes: -ms, patience: 2 }));
    expect(await hedge(failing)).toBeUndefined();
    expect(failing.map(({ log }) => log[0])).toEqual(["started", "started", "started"]);
    expect(await hedge([])).toBeUndefined();
  });

  it("gives nothing when the signal fires, and starts no more", async () => {
    const [first, second] = [attempt("first", { takes: -30 }), attempt("second", { takes: 1 })];
    expect(await hedge([first, second], { signal: AbortSignal.timeout(5) })).toBeUndefined();
    await pause(50);
    expect(second.log).toEqual([]);
    expect(await hedge([second], { signal: AbortSignal.abort() })).toBeUndefined();
    expect(second.log).toEqual([]);
  });
});
