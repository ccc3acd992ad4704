import { expect, it } from "vitest";
import { phoneMultiplier } from "../../bench/lighthouse/phone-multiplier.ts";

it.each([
  [2400, 4],
  [1500, 4],
  [1499, 2],
  [800, 2],
  [799, 1],
  [90, 1],
])("a machine of index %i plays a mid-tier phone by %i", (index, multiplier) => {
  expect(phoneMultiplier(index)).toBe(multiplier);
});
