import type { Address, Hex } from "viem";
import { z } from "zod/mini";
import type { HistoryCache, Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";

/** When something was last read from a node. */
export interface Reading {
  /** Time of the block that it was read at, unix seconds. */
  readonly time: number;
  /** When that was by this device's clock, unix milliseconds. */
  readonly at: number;
}

/** The newest block that a node has shown, and when. */
export interface SeenBlock extends Reading {
  readonly number: bigint;
  readonly hash: Hex;
}

/** An account's key as the directory had it: the pointer in storage, and the logs it led to. */
export interface KeptKey {
  readonly pointer: bigint;
  readonly logs: readonly Log[];
}

/** The names under which things are kept beside each other, all of one version. */
export const kept = {
  record: (id: Hex) => `1/record/${id.toLowerCase()}`,
  lent: (account: Address) => `1/lent/${account.toLowerCase()}`,
  asked: (account: Address) => `1/asked/${account.toLowerCase()}`,
  asOf: (name: string) => `1/as-of/${name}`,
  key: (account: Address) => `1/key/${account.toLowerCase()}`,
  nextSalt: (owner: Address) => `1/next-salt/${owner.toLowerCase()}`,
  blockTime: (block: bigint) => `1/block-time/${block}`,
  seen: "1/seen",
} as const;

const hash = z.string().check(z.regex(/^0x[0-9a-f]{64}$/));
const hex = z.string().check(z.regex(/^0x([0-9a-f]{2})*$/));
const reading = { time: z.int().check(z.gte(0)), at: z.number().check(z.gte(0)) };

const schemas = {
  reading: z.object(reading),
  seen: z.object({ ...reading, number: z.bigint(), hash }),
  key: z.object({
    pointer: z.bigint(),
    logs: z.array(
      z.object({
        address: hex,
        topics: z.array(hash),
        data: hex,
        blockNumber: z.bigint(),
        blockHash: hash,
        transactionHash: hash,
        logIndex: z.int(),
      }),
    ),
  }),
  time: z.int().check(z.gte(0)),
  salt: z.int().check(z.gte(0)),
};

/** Something kept; null where there is none, or it is damaged. */
async function readKept<T>(
  histories: HistoryCache | undefined,
  name: string,
  schema: z.ZodMiniType,
): Promise<T | null> {
  const parsed = z.safeParse(schema, await histories?.read(name).catch(() => undefined));
  return parsed.success ? (parsed.data as T) : null;
}

type Keeping = Pick<Ledger, "histories">;

export function seenBlock({ histories }: Keeping): Promise<SeenBlock | null> {
  return readKept(histories, kept.seen, schemas.seen);
}

/** When a history was last read from a node, by its name; null if it never was. */
export function readingOf({ histories }: Keeping, name: string): Promise<Reading | null> {
  return readKept(histories, kept.asOf(name), schemas.reading);
}

export function keptKey({ histories }: Keeping, account: Address): Promise<KeptKey | null> {
  return readKept(histories, kept.key(account), schemas.key);
}

/** The lowest number above those of all records that an account was seen to have created. */
export function keptNextSalt({ histories }: Keeping, owner: Address): Promise<number | null> {
  return readKept(histories, kept.nextSalt(owner), schemas.salt);
}

export function keptBlockTime({ histories }: Keeping, block: bigint): Promise<number | null> {
  return readKept(histories, kept.blockTime(block), schemas.time);
}

/** What changes with each read is written down no more often than this, in milliseconds. */
const NOTE_EVERY = 15_000;

const notedAt = new WeakMap<HistoryCache, Map<string, number>>();

/** Keeps a value that changes with each read: not each time. It waits for nothing and never fails. */
export function note(
  { histories }: Keeping,
  name: string,
  value: (at: number) => SeenBlock | Reading,
): void {
  if (histories === undefined) return;
  const at = Date.now();
  const times = notedAt.get(histories) ?? new Map<string, number>();
  notedAt.set(histories, times);
  const before = times.get(name);
  if (before !== undefined && at >= before && at - before < NOTE_EVERY) return;
  times.set(name, at);
  keep({ histories }, name, value(at));
}

/** Keeps the block that a history was read at; done when it is kept, or cannot be. */
export async function keepBlock(
  { histories }: Keeping,
  name: string,
  {
    number,
    hash,
    timestamp: time,
  }: { readonly number: bigint; readonly hash: Hex; readonly timestamp: number },
): Promise<void> {
  const at = Date.now();
  await Promise.allSettled([
    histories?.write(kept.seen, { number, hash, time, at } satisfies SeenBlock),
    histories?.write(kept.asOf(name), { time, at } satisfies Reading),
  ]);
}

/** Keeps a value for when no node answers. It waits for nothing and never fails. */
export function keep({ histories }: Keeping, name: string, value: unknown): void {
  histories?.write(name, value).catch(() => undefined);
}
