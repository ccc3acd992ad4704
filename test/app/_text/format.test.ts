import { describe, expect, it } from "vitest";
import {
  formatBytes,
  formatCountdown,
  formatNear,
  formatSpan,
  listNames,
} from "../../../app/_text/format.ts";

const at = (text: string) => new Date(text).getTime() / 1000;

describe("formatNear", () => {
  const now = at("2026-03-02T10:00");
  it.each([
    ["2026-03-02T17:00", "today 17:00"],
    ["2026-03-03T09:30", "tomorrow 09:30"],
    ["2026-03-01T23:59", "yesterday 23:59"],
    ["2026-03-06T17:00", "Friday 17:00"],
    ["2026-03-09T17:00", "9 Mar 2026, 17:00"],
    ["2026-02-20T08:05", "20 Feb 2026, 08:05"],
  ])("says %s as %s", (moment, said) => {
    expect(formatNear(at(moment), now)).toBe(said);
  });
});

describe("lengths of time", () => {
  it.each([
    [0, "0 seconds", "00:00"],
    [-5, "0 seconds", "00:00"],
    [59, "59 seconds", "00:59"],
    [61, "1 minute 1 second", "01:01"],
    [3_600, "1 hour", "1 h 00 min"],
    [3_660, "1 hour 1 minute", "1 h 01 min"],
    [86_400, "1 day", "1 d 00 h"],
    [2 * 86_400 + 3 * 3_600 + 59, "2 days 3 hours", "2 d 03 h"],
  ])("%s seconds are %s, running %s", (seconds, said, running) => {
    expect(formatSpan(seconds)).toBe(said);
    expect(formatCountdown(seconds)).toBe(running);
  });
});

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1.0 KB"],
    [123_456, "123 KB"],
    [3_140_000, "3.1 MB"],
    [5 * 10 ** 12, "5.0 TB"],
  ])("%s is %s", (bytes, said) => {
    expect(formatBytes(bytes)).toBe(said);
  });
});

it("lists names as people do", () => {
  expect(listNames(["A"])).toBe("A");
  expect(listNames(["A", "B", "C"])).toBe("A, B and C");
});
