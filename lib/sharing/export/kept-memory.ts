import type { Address, Hex } from "viem";
import { z } from "zod/mini";
import type { Kept } from "../../crypto/export-block.ts";
import type { Memory } from "../memory.ts";

/** Lists of texts that are joined: what a device did not know is added behind what it knows. */
const LISTS = [
  "remembered",
  "asked",
  "declined-offers",
  "signed",
  "signed-leases",
  "handed-out",
] as const;

/**
 * Counters of numbers that are given out once. One goes on only where this device has the same run:
 * to take up another device's would give its numbers out twice.
 */
const COUNTERS = ["leaves", "nonces"] as const;

const listSchema = z.array(z.string());
const leavesSchema = z.object({ run: z.int(), next: z.int() });
const noncesSchema = z.object({ word: z.string(), next: z.int() });

/** What a device remembers of an account and of its records. */
export async function collectMemory(
  memory: Memory,
  { account, records }: { account: Address; records: readonly Hex[] },
): Promise<Kept["memory"]> {
  const person = account.toLowerCase();
  const keys = [
    ...["remembered", "asked", "declined-offers", "signed", "nonces"].map(
      (kind) => `${kind}/${person}`,
    ),
    ...records.flatMap((record) => [
      `leaves/${record}`,
      `signed-leases/${record.toLowerCase()}`,
      `handed-out/${record.toLowerCase()}`,
    ]),
  ];
  const kept: Kept["memory"] = [];
  for (const key of keys) {
    const value = await memory.get(key);
    if (value !== undefined) kept.push({ key, value: JSON.stringify(value) });
  }
  return kept;
}

/** Adds what was kept to what a device remembers; values of unknown names or kinds are left out. */
export async function mergeMemory(memory: Memory, kept: Kept["memory"]): Promise<void> {
  for (const { key, value } of kept) {
    const merge = mergerOf(key);
    const found = parseJson(value);
    if (merge === null || found === undefined) continue;
    await memory.update(key, (present) => merge(present, found));
  }
}

type Merge = (present: unknown, found: unknown) => unknown;

function mergerOf(key: string): Merge | null {
  const [kind = ""] = key.split("/");
  if ((LISTS as readonly string[]).includes(kind)) return mergeLists;
  if ((COUNTERS as readonly string[]).includes(kind)) return mergeCounters;
  return null;
}

function mergeLists(present: unknown, found: unknown): unknown {
  const [known, more] = [listSchema, listSchema].map((schema, i) =>
    schema.safeParse(i === 0 ? present : found),
  );
  if (!more?.success) return present;
  return [...new Set([...(known?.success ? known.data : []), ...more.data])];
}

function mergeCounters(present: unknown, found: unknown): unknown {
  const leaves = [leavesSchema.safeParse(present), leavesSchema.safeParse(found)] as const;
  if (leaves[0].success && leaves[1].success && leaves[0].data.run === leaves[1].data.run) {
    const { run } = leaves[0].data;
    return { run, next: Math.max(leaves[0].data.next, leaves[1].data.next) };
  }
  const nonces = [noncesSchema.safeParse(present), noncesSchema.safeParse(found)] as const;
  if (nonces[0].success && nonces[1].success && nonces[0].data.word === nonces[1].data.word) {
    const { word } = nonces[0].data;
    return { word, next: Math.max(nonces[0].data.next, nonces[1].data.next) };
  }
  return present;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
