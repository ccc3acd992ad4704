import { describe, expect, it } from "vitest";
import { endingSoon, remindAt } from "../../../app/_text/ending.ts";
import type { Lease } from "../../../lib/sharing/index.ts";

const lease = (notBefore: number, expiresAt: number, ended: Lease["ended"] = null) =>
  ({ notBefore, expiresAt, ended }) as Lease;

const DAY = 24 * 60;

describe("a reminder", () => {
  it("comes a day before a long lease ends, and in the last quarter of a short one", () => {
    expect(remindAt(lease(0, 14 * DAY))).toBe(13 * DAY);
    expect(remindAt(lease(0, 60))).toBe(45);
    expect(remindAt(lease(100, 101))).toBe(100);
  });

  it("is for leases that run, the first to end first", () => {
    const [late, soon] = [lease(0, 110), lease(0, 105)];
    const ended = { how: "revoked", block: 1n, transaction: "0x" } as const;
    const others = [lease(0, 100), lease(0, 1000), lease(104, 105, ended), lease(101, 102)];
    expect(endingSoon([late, ...others, soon], 100)).toEqual([soon, late]);
  });
});
