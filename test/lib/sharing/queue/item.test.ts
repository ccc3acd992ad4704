import { describe, expect, it } from "vitest";
import { createVolatileMemory } from "../../../../lib/sharing/memory.ts";
import type { QueueItem } from "../../../../lib/sharing/queue/item.ts";
import { parseQueue, queueAsKept } from "../../../../lib/sharing/queue/item.ts";
import {
  appendItem,
  changeItem,
  dropItem,
  readQueue,
} from "../../../../lib/sharing/queue/queue-store.ts";

const word = (digit: string) => `0x${digit.repeat(64)}` as const;

const publication: QueueItem = {
  kind: "publication",
  id: word("1"),
  keptAt: 5,
  state: "waiting",
  reason: null,
  record: word("a"),
  section: 3,
  blocks: ["bafkqaaa"],
  size: 12,
  sealed: "0xabcd",
  heads: [word("b")],
};
const signed: QueueItem = {
  kind: "signed",
  id: word("2"),
  keptAt: 6,
  state: "stuck",
  reason: "sharing/void",
  text: "uabc",
  blocks: ["bafkqaaa"],
  size: 7,
};
const creation: QueueItem = {
  kind: "creation",
  id: word("3"),
  keptAt: 7,
  state: "waiting",
  reason: null,
  record: word("c"),
  salt: 4,
  blocks: ["bafkqaaa"],
  size: 12,
  sealed: "0xabcd",
  heads: [],
};
const account = `0x${"12".repeat(20)}` as const;

describe("a queue that was kept", () => {
  it("reads as it was written", () => {
    const all = [publication, signed, creation];
    expect(parseQueue(queueAsKept(all))).toEqual(all);
    // As it was kept before what was signed had blocks of its own.
    const { blocks: _, size: __, ...earlier } = signed;
    expect(parseQueue([earlier])).toEqual([{ ...signed, blocks: [], size: 0 }]);
    expect(parseQueue(undefined)).toEqual([]);
    expect(queueAsKept([])).toBe(undefined);
  });

  it("keeps every item that is whole beside one that is not, and that one too", () => {
    const all = [publication, creation].flatMap((item) =>
      Object.entries(item).map(([key, value]) => ({ item, key, value })),
    );
    for (const { item, key, value } of all) {
      const others: unknown[] = [undefined, null, {}, "x", -1, [1], value === 3 ? 128 : 0.5];
      for (const other of others) {
        const broken = { ...item, [key]: other };
        if (key === "reason" && (other === null || typeof other === "string")) continue;
        if (key === "keptAt" && other === 0.5) continue;
        const kept = [signed, broken];
        const [first, second] = parseQueue(kept);
        expect(first).toEqual(signed);
        expect(second).toMatchObject({ kind: "damaged", raw: broken });
        expect(queueAsKept(parseQueue(kept))).toEqual(kept);
      }
    }
  });

  it("shows what is no list at all as one damaged item, and never two of one id", () => {
    for (const kept of [1, "x", {}, true]) {
      expect(parseQueue(kept)).toMatchObject([{ kind: "damaged", raw: kept }]);
    }
    expect(parseQueue([signed, signed]).map(({ kind }) => kind)).toEqual(["signed", "damaged"]);
  });

  it("is changed item by item, each account's own, and a damaged one can be dropped", async () => {
    const memory = createVolatileMemory();
    const context = { memory };
    await memory.update(`queue/${account}`, () => ["broken"]);
    await appendItem(context, { account, item: publication });
    await appendItem(context, { account, item: signed });
    const change = (item: QueueItem): QueueItem => ({ ...item, reason: "x/y" });
    await changeItem(context, { account, id: signed.id, change });
    const [damaged, ...others] = await readQueue(context, { account });
    expect(others).toEqual([publication, { ...signed, reason: "x/y" }]);
    await dropItem(context, { account, id: damaged?.id as `0x${string}` });
    await changeItem(context, { account, id: publication.id, change: () => null });
    expect(await readQueue(context, { account })).toEqual([{ ...signed, reason: "x/y" }]);
    const other = `0x${"34".repeat(20)}` as const;
    expect(await readQueue(context, { account: other })).toEqual([]);
  });
});
