import { describe, expect, it } from "vitest";
import { nodeVerdict, storeVerdict } from "../../../app/_text/network-text.ts";
import type { NodeHealth, StoreHealth } from "../../../lib/sharing/index.ts";
import { StorageError } from "../../../lib/storage/errors.ts";

const node = (state: NodeHealth["state"]): NodeHealth => ({
  name: "n",
  url: "https://n",
  state,
  height: 5n,
  lag: 4,
  latency: 1,
  successes: 1,
  failures: 0,
  lastError: null,
  restsUntil: null,
});

const healthy: StoreHealth = {
  name: "s",
  state: "up",
  latency: 1,
  successes: 1,
  failures: 0,
  wrongBlocks: 0,
  lastError: null,
  restsUntil: null,
  fullUntil: null,
};
const choice = { kind: "kubo" as const, url: "https://s", token: null };
const verdict = (health: Partial<StoreHealth> | null) =>
  storeVerdict(
    { choice, health: health === null ? null : { ...healthy, ...health } },
    { now: 100 },
  );

describe("how a node does", () => {
  it("is told with what to do about it, wherever something is wrong", () => {
    for (const state of ["lagging", "down", "distrusted"] as const) {
      const { condition, advice } = nodeVerdict(node(state), { others: 1 });
      expect(condition).not.toBe("fine");
      expect(advice).toMatch(/\.$/);
    }
    for (const state of ["up", "unknown"] as const) {
      expect(nodeVerdict(node(state), { others: 1 }).advice).toBe(null);
    }
  });

  it("asks for another node where there is one alone", () => {
    expect(nodeVerdict(node("down"), { others: 0 }).advice).toContain("Add another node");
    expect(nodeVerdict(node("down"), { others: 1 }).advice).not.toContain("Add another node");
  });
});

describe("how a store does", () => {
  it("is told with what to do about it, wherever something is wrong", () => {
    const wrong = new StorageError("wrong-block", "");
    for (const bad of [
      { state: "down" as const },
      { fullUntil: 200 },
      { state: "down" as const, wrongBlocks: 1, lastError: { error: wrong, at: 1 } },
    ]) {
      expect(verdict(bad).condition).toBe("bad");
      expect(verdict(bad).advice).toMatch(/\.$/);
    }
    expect(verdict({ fullUntil: 200 }).label).toBe("Full");
    expect(verdict({ fullUntil: 50 }).label).toBe("Works");
    expect(verdict({})).toEqual({ condition: "fine", label: "Works", advice: null });
  });

  it("says that a pinning service needs a node", () => {
    const pinning = { kind: "pinning" as const, url: "u", token: "t", gateway: "g" };
    expect(storeVerdict({ choice: pinning, health: null }, { now: 0 }).condition).toBe("bad");
    expect(verdict(null).condition).toBe("unknown");
  });
});
