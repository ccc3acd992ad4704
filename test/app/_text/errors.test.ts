import { describe, expect, it } from "vitest";
import { codeOf, copyOf, isCancellation } from "../../../app/_text/errors.ts";
import { LeaseholdError } from "../../../lib/error.ts";

describe("copyOf", () => {
  it("goes by the code, also that of a cause", () => {
    const inner = new LeaseholdError("wallet/rejected", "no");
    const outer = new TypeError("outer", { cause: inner });
    expect(copyOf(outer)).toEqual(copyOf(inner));
    expect(codeOf(outer)).toBe("wallet/rejected");
  });

  it("knows the numbers that wallets answer with", () => {
    expect(codeOf(Object.assign(new TypeError("x"), { code: 4001 }))).toBe("wallet/rejected");
  });

  it("never shows what an unknown error says", () => {
    const copy = copyOf(new TypeError("stack and secrets"));
    expect(`${copy.title} ${copy.help}`).not.toContain("secrets");
    expect(copyOf("thrown text")).toEqual(copy);
  });

  it("falls back to the area of a code without copy of its own", () => {
    const unknown = copyOf(new LeaseholdError("nowhere/else", ""));
    expect(copyOf(new LeaseholdError("storage/never-heard-of", ""))).not.toEqual(unknown);
  });
});

it("tells a cancellation from a failure", () => {
  expect(isCancellation(new DOMException("", "AbortError"))).toBe(true);
  expect(isCancellation(new LeaseholdError("storage/aborted", ""))).toBe(true);
  expect(isCancellation(new LeaseholdError("storage/full", ""))).toBe(false);
});
