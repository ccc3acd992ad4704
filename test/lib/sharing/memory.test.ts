import "fake-indexeddb/auto";
import { describe, expect, it } from "vitest";
import type { Memory } from "../../../lib/sharing/memory.ts";
import { createBrowserMemory, createVolatileMemory } from "../../../lib/sharing/memory.ts";

let databases = 0;

const kinds: [string, () => Memory][] = [
  ["volatile", createVolatileMemory],
  ["of a browser", () => createBrowserMemory(`memory-${databases++}`)],
];

describe.each(kinds)("a memory, %s,", (_name, create) => {
  it("keeps values by name", async () => {
    const memory = create();
    expect(await memory.get("a")).toBeUndefined();
    expect(await memory.update("a", () => ({ n: 1 }))).toEqual({ n: 1 });
    expect(await memory.get("a")).toEqual({ n: 1 });
    expect(await memory.get("b")).toBeUndefined();
  });

  it("changes a value in one step, whoever else changes it", async () => {
    const memory = create();
    const add = () => memory.update("n", (n) => (typeof n === "number" ? n + 1 : 1));
    await Promise.all(Array.from({ length: 40 }, add));
    expect(await memory.get("n")).toBe(40);
  });

  it("removes what becomes undefined, and everything when cleared", async () => {
    const memory = create();
    await memory.update("a", () => 1);
    await memory.update("b", () => 2);
    await memory.update("a", () => undefined);
    expect(await memory.get("a")).toBeUndefined();
    await memory.clear();
    expect(await memory.get("b")).toBeUndefined();
  });
});

it("a browser's memory is the same for everyone who opens it", async () => {
  const name = `memory-${databases++}`;
  await createBrowserMemory(name).update("a", () => 1);
  expect(await createBrowserMemory(name).get("a")).toBe(1);
});
