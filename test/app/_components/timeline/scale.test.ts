import { describe, expect, it } from "vitest";
import {
  dragStep,
  marksOf,
  panned,
  snapped,
  visibleSpan,
  zoomed,
} from "../../../../app/_components/timeline/scale.ts";

const HOUR = 3_600;
const DAY = 24 * HOUR;
const NOW = new Date("2026-03-02T10:00").getTime() / 1000;

describe("zooming", () => {
  const span = { from: NOW - DAY, to: NOW + 3 * DAY };

  it("keeps the moment under the pointer where it is", () => {
    for (const factor of [0.1, 0.5, 2, 9]) {
      for (const at of [span.from, NOW, span.to]) {
        const next = zoomed(span, { factor, at });
        const share = (it: typeof span) => (at - it.from) / (it.to - it.from);
        expect(next.to - next.from).toBeCloseTo(4 * DAY * factor, 3);
        expect(share(next)).toBeCloseTo(share(span), 9);
      }
    }
  });

  it("ends at ten minutes and at a hundred years", () => {
    const near = zoomed(span, { factor: 1e-9, at: NOW });
    const far = zoomed(span, { factor: 1e9, at: NOW });
    expect(near.to - near.from).toBeCloseTo(600, 3);
    expect(far.to - far.from).toBeCloseTo(100 * 365 * DAY, 0);
    expect(marksOf(far, 1_000).length).toBeLessThanOrEqual(12);
  });
});

it("moves on by a share of what is seen", () => {
  expect(panned({ from: 100, to: 200 }, 0.2)).toEqual({ from: 120, to: 220 });
  expect(panned({ from: 100, to: 200 }, -1)).toEqual({ from: 0, to: 100 });
});

describe("moving an end", () => {
  it.each([
    [HOUR, 60],
    [DAY, 15 * 60],
    [7 * DAY, HOUR],
    [30 * DAY, 6 * HOUR],
    [50 * 365 * DAY, 30 * DAY],
  ])("takes, where %d seconds are 700 pixels wide, steps of %d", (length, step) => {
    expect(dragStep({ from: NOW, to: NOW + length }, 700)).toBe(step);
  });

  it("stops at whole steps of the person's clock", () => {
    const day = new Date(snapped(NOW + 5 * HOUR, DAY) * 1000);
    expect([day.getHours(), day.getMinutes()]).toEqual([0, 0]);
    expect(snapped(NOW + 50, 60) % 60).toBe(0);
    expect(snapped(NOW + 40 * 60, HOUR)).toBe(NOW + HOUR);
  });
});

it("shows all leases and the present at first", () => {
  const span = visibleSpan([{ from: NOW + DAY, to: NOW + 2 * DAY }], { now: NOW, zoom: "all" });
  expect(span.from).toBeLessThan(NOW);
  expect(span.to).toBeGreaterThan(NOW + 2 * DAY);
});

it("puts marks at round times, and no more than there is room for", () => {
  const marks = marksOf({ from: NOW, to: NOW + DAY }, 700);
  expect(marks.length).toBeGreaterThan(2);
  expect(marks.length).toBeLessThanOrEqual(9);
  expect(marks.map(({ at }) => new Date(at * 1000).getMinutes())).toEqual(marks.map(() => 0));
});
