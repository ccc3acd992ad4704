import { expect, it } from "vitest";
import { createChainClock } from "../../../app/_config/chain-clock.ts";

it("does not know the time before the first block", () => {
  const clock = createChainClock(() => 0);
  expect(clock.now()).toBeNull();
  expect(clock.slice()).toBeNull();
});

it("runs on between blocks, and is never set back by an older one", () => {
  let local = 1_000_000;
  const clock = createChainClock(() => local);
  clock.observe(900);
  expect(clock.now()).toBe(900);
  local += 30_000;
  expect(clock.now()).toBe(930);
  clock.observe(925);
  expect(clock.now()).toBe(930);
  clock.observe(10_000);
  expect(clock.now()).toBe(10_000);
  expect(clock.slice()).toBe(166);
});
