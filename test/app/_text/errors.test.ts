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

  it.each([
    [4902, "wallet/wrong-chain"],
    [-32603, "wallet/failed"],
  ])("takes a wallet's %d for %s", (number, code) => {
    expect(codeOf(Object.assign(new TypeError("x"), { code: number }))).toBe(code);
  });

  it("prefers what a person decided to the failure that it led to", () => {
    const inner = Object.assign(new TypeError("declined"), { code: 4001 });
    expect(codeOf(Object.assign(new TypeError("x", { cause: inner }), { code: -32603 }))).toBe(
      "wallet/rejected",
    );
  });

  it("knows what wagmi calls its own refusals", () => {
    const error = Object.assign(new TypeError("x"), { name: "SwitchChainNotSupportedError" });
    expect(codeOf(error)).toBe("wallet/wrong-chain");
  });

  it("knows a part of the site that could not be loaded", () => {
    const error = Object.assign(new TypeError("x"), { name: "ChunkLoadError" });
    expect(codeOf(error)).toBe("network/site-part-missing");
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
