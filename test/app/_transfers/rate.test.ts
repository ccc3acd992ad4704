import { describe, expect, it } from "vitest";
import { createPace } from "../../../app/_transfers/rate.ts";

const MB = 1e6;

describe("the pace of a transfer", () => {
  it("is not told before it has settled", () => {
    const pace = createPace();
    expect(pace.take({ done: 0, total: 10 * MB, now: 0 })).toEqual({ rate: null, left: null });
    expect(pace.take({ done: MB, total: 10 * MB, now: 900 }).rate).toBeNull();
  });

  it("is bytes per second, and the time that is left at it", () => {
    const pace = createPace();
    pace.take({ done: 0, total: 10 * MB, now: 0 });
    expect(pace.take({ done: 4 * MB, total: 10 * MB, now: 2000 })).toEqual({
      rate: 2 * MB,
      left: 3,
    });
  });

  it("follows a change of speed, and forgets what is long ago", () => {
    const pace = createPace();
    for (let s = 0; s <= 10; s++) pace.take({ done: s * MB, total: null, now: s * 1000 });
    let last = pace.take({ done: 10 * MB, total: null, now: 10_000 });
    expect(last.rate).toBeCloseTo(MB);
    for (let s = 1; s <= 12; s++) {
      last = pace.take({ done: (10 + 5 * s) * MB, total: null, now: 10_000 + s * 1000 });
    }
    expect(last.rate).toBeCloseTo(5 * MB);
    expect(last.left).toBeNull();
  });

  it("says no time where nothing moves", () => {
    const pace = createPace();
    pace.take({ done: MB, total: 2 * MB, now: 0 });
    expect(pace.take({ done: MB, total: 2 * MB, now: 5000 })).toEqual({ rate: 0, left: null });
  });

  it("begins anew after a pause, and where bytes start over", () => {
    const pace = createPace();
    pace.take({ done: 0, total: null, now: 0 });
    pace.take({ done: 2 * MB, total: null, now: 2000 });
    pace.restart();
    expect(pace.take({ done: 2 * MB, total: null, now: 90_000 }).rate).toBeNull();
    expect(pace.take({ done: 4 * MB, total: null, now: 92_000 }).rate).toBeCloseTo(MB);
    expect(pace.take({ done: 0, total: null, now: 92_100 }).rate).toBeNull();
  });
});
