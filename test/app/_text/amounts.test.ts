import { describe, expect, it } from "vitest";
import { formatAmount, formatNumber } from "../../../app/_text/format.ts";

describe("formatAmount", () => {
  it.each([
    [0n, "0 ETH"],
    [1n, "less than 0.000000001 ETH"],
    [71_234_567_890_123n, "0.0000712 ETH"],
    [49_999_999_999_999n, "0.0000500 ETH"],
    [1_500_000_000n, "0.00000000150 ETH"],
    [1_250_000_000_000_000_000n, "1.25 ETH"],
    [1_234_000_000_000_000_000_000n, "1,230 ETH"],
  ])("says %d wei as %s", (wei, said) => {
    expect(formatAmount(wei, "ETH")).toBe(said);
  });
});

it("keeps a number's thousands apart", () => {
  expect(formatNumber(61_240n)).toBe("61,240");
});
