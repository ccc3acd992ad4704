import { describe, expect, it } from "vitest";
import { collectMemory, mergeMemory } from "../../../../lib/sharing/export/kept-memory.ts";
import { createVolatileMemory } from "../../../../lib/sharing/index.ts";

const ACCOUNT = "0x00000000000000000000000000000000000000Aa";
const RECORD = `0x${"ab".repeat(32)}` as const;

async function memoryOf(values: Record<string, unknown>) {
  const memory = createVolatileMemory();
  for (const [key, value] of Object.entries(values)) await memory.update(key, () => value);
  return memory;
}

async function merged(present: Record<string, unknown>, kept: Record<string, unknown>) {
  const memory = await memoryOf(present);
  const from = await memoryOf(kept);
  await mergeMemory(memory, await collectMemory(from, { account: ACCOUNT, records: [RECORD] }));
  return (key: string) => memory.get(key);
}

const LEAVES = `leaves/${RECORD}`;
const person = ACCOUNT.toLowerCase();

describe("what a device remembered", () => {
  it.each([
    `remembered/${person}`,
    `asked/${person}`,
    `declined-offers/${person}`,
    `signed/${person}`,
    `signed-leases/${RECORD}`,
    `handed-out/${RECORD}`,
  ])("is added to what another does: %s", async (key) => {
    expect(await (await merged({ [key]: ["a", "b"] }, { [key]: ["b", "c"] }))(key)).toEqual([
      "a",
      "b",
      "c",
    ]);
    expect(await (await merged({}, { [key]: ["c"] }))(key)).toEqual(["c"]);
    expect(await (await merged({ [key]: ["a"] }, { [key]: "no list" }))(key)).toEqual(["a"]);
  });

  it("moves numbers of the lease tree on where they are of the same run", async () => {
    const at = (run: number, next: number) => ({ [LEAVES]: { run, next } });
    expect(await (await merged(at(5, 10), at(5, 12)))(LEAVES)).toEqual({ run: 5, next: 12 });
    expect(await (await merged(at(5, 10), at(5, 2)))(LEAVES)).toEqual({ run: 5, next: 10 });
    expect(await (await merged(at(5, 10), at(6, 12)))(LEAVES)).toEqual({ run: 5, next: 10 });
  });

  it("never takes up another device's numbers, which may still be given out there", async () => {
    expect(await (await merged({}, { [LEAVES]: { run: 5, next: 1 } }))(LEAVES)).toBeUndefined();
    const nonces = `nonces/${person}`;
    const kept = { [nonces]: { word: "0xaa", next: 3 } };
    expect(await (await merged({}, kept))(nonces)).toBeUndefined();
    const same = { [nonces]: { word: "0xaa", next: 1 } };
    expect(await (await merged(same, kept))(nonces)).toEqual({ word: "0xaa", next: 3 });
  });

  it("is passed over where it is of an unknown name, or no JSON", async () => {
    const memory = createVolatileMemory();
    await mergeMemory(memory, [
      { key: "network/settings", value: '"evil"' },
      { key: `remembered/${person}`, value: "{" },
    ]);
    expect(await memory.get("network/settings")).toBeUndefined();
    expect(await memory.get(`remembered/${person}`)).toBeUndefined();
  });
});
