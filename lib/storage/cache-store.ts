import type { CID } from "multiformats/cid";
import { fromHex, toHex } from "../bytes.ts";
import type { Block } from "./block.ts";
import { cidOf, digestOf, RAW } from "./block.ts";
import type { CacheEntry, CacheIndex } from "./cache-index.ts";
import { StorageError, throwIfAborted } from "./errors.ts";
import type { ManagedStore, PutOptions } from "./store.ts";

/** The share of what the browser allows the site, and the most, that blocks of others take. */
const SHARE = 1 / 4;
const MOST_BYTES = 2 * 1024 ** 3;

/** Where the browser does not say what it allows. */
const UNKNOWN_LIMIT = 512 * 1024 ** 2;

/** Down to this share of the limit, so that not every put has to make room. */
const DOWN_TO = 0.9;

/** How old a time of use may be before it is written anew. */
const TOUCH_EVERY_MS = 60_000;

/** How long the browser's word about its limits is believed. */
const LIMIT_LASTS_MS = 60_000;

export interface CacheStoreOptions {
  /** Where the blocks are. */
  store: ManagedStore;
  index: CacheIndex;
  /**
   * Bytes that blocks which others hold may take, with those that nobody else holds. Default: a
   * quarter of the store's capacity, and 2 GiB at most.
   */
  limit?: number | undefined;
  /** Keeps tabs apart; default the browser's. */
  locks?: Pick<LockManager, "request"> | undefined;
  now?: () => number;
}

/** Bytes of a cache. */
export interface CacheUse {
  used: number;
  /** Those of blocks that nobody else is known to hold: they stay. */
  kept: number;
  limit: number;
}

/**
 * A store that is bounded, and forgets only what others hold.
 *
 * `put` keeps a block until {@link CacheStore.release} says that others have it; also beyond the
 * limit, as long as the browser gives room. What others hold goes when there is no room, that first
 * which was used longest ago.
 */
export interface CacheStore extends ManagedStore {
  /**
   * Keeps a block that another store holds, as long as there is room.
   *
   * @throws `storage/full` where all the room is for blocks that nobody else holds
   */
  putCopy(block: Block, options?: PutOptions): Promise<void>;
  /** Others hold the block now: it may go. Nothing where it is not there. */
  release(cid: CID): Promise<void>;
  /** Blocks that nobody else is known to hold, under the raw codec. */
  listKept(): AsyncIterable<CID>;
  use(): Promise<CacheUse>;
}

/** Makes a cache of a store; what is found in it and not in the index stays. */
export function createCacheStore({
  store,
  index,
  limit,
  locks = globalThis.navigator?.locks,
  now = Date.now,
}: CacheStoreOptions): CacheStore {
  const { name } = store;
  const keyOf = (cid: CID) => toHex(digestOf(cid));
  const cidOfKey = (key: string) => cidOf(fromHex(key), RAW);
  let total: number | null = null;
  let known: { limit: number; at: number } | null = null;
  const touchedAt = new Map<string, number>();

  /** Puts and evictions of all tabs: puts beside each other, evictions alone. */
  function locked<T>(mode: LockMode, task: () => Promise<T>): Promise<T> {
    if (locks === undefined) return task();
    return locks.request(`leasehold-cache-${name}`, { mode }, task) as Promise<T>;
  }

  async function limitNow(): Promise<number> {
    if (limit !== undefined) return limit;
    if (known === null || now() - known.at > LIMIT_LASTS_MS) {
      const { capacity } = await store.usage().catch(() => ({ capacity: undefined }));
      const bytes = capacity === undefined ? UNKNOWN_LIMIT : capacity * SHARE;
      known = { limit: Math.min(bytes, MOST_BYTES), at: now() };
    }
    return known.limit;
  }

  /** All entries; blocks that are not in the index, as after it was lost, become kept ones. */
  async function entries(): Promise<CacheEntry[]> {
    const found = await index.list();
    if (found.length > 0 || total !== null) return found;
    for await (const cid of store.list()) {
      const bytes = await store.get(cid).catch(() => null);
      if (bytes === null) continue;
      const entry = { key: keyOf(cid), size: bytes.length, usedAt: now(), kept: true };
      await index.update(entry.key, (present) => present ?? entry);
    }
    return index.list();
  }

  /** Drops blocks that others hold until so many bytes are left. Tells whether any went. */
  function shrink(target: number): Promise<boolean> {
    return locked("exclusive", async () => {
      const found = await entries();
      let size = sum(found);
      const old = found.filter(({ kept }) => !kept).sort((a, b) => a.usedAt - b.usedAt);
      let any = false;
      for (const entry of old) {
        if (size <= target) break;
        const left = await index.update(entry.key, (now) => (now?.kept ? now : undefined));
        if (left !== undefined) continue;
        await store.delete(cidOfKey(entry.key));
        touchedAt.delete(entry.key);
        size -= entry.size;
        any = true;
      }
      total = size;
      return any;
    });
  }

  async function keep(block: Block, { kept, signal, onSpent }: { kept: boolean } & PutOptions) {
    throwIfAborted(signal);
    const key = keyOf(block.cid);
    const size = block.bytes.length;
    const room = await limitNow();
    total ??= sum(await entries());
    if (total + size > room) await shrink(room * DOWN_TO - size);
    if (!kept && total + size > room) throw full(block.cid);
    for (;;) {
      try {
        await write();
        return;
      } catch (error) {
        if (!(error instanceof StorageError && error.reason === "full")) throw error;
        // The browser gives less than it said: what others hold makes way, a tenth at a time.
        if (!(await shrink((total ?? 0) * DOWN_TO - size))) throw full(block.cid, error);
      }
    }

    async function write(): Promise<void> {
      await locked("shared", async () => {
        let isNew = true;
        // The entry comes first: a block without one would never make way.
        await index.update(key, (before) => {
          isNew = before === undefined;
          return { key, size, usedAt: now(), kept: kept || (before?.kept ?? false) };
        });
        try {
          await store.put(block, { signal, onSpent });
          if (isNew) total = (total ?? 0) + size;
        } catch (error) {
          if (isNew) await index.update(key, () => undefined);
          throw error;
        }
      });
    }
  }

  function full(cid: CID, cause?: unknown): StorageError {
    const message = `${name} has no room left but for what is held nowhere else.`;
    return new StorageError("full", message, { cid, store: name, cause });
  }

  function touch(cid: CID): void {
    const key = keyOf(cid);
    const at = now();
    if (at - (touchedAt.get(key) ?? Number.NEGATIVE_INFINITY) < TOUCH_EVERY_MS) return;
    touchedAt.set(key, at);
    // Only the order of going depends on it.
    index.update(key, (entry) => entry && { ...entry, usedAt: at }).catch(() => undefined);
  }

  return {
    name,
    put: (block, options = {}) => keep(block, { kept: true, ...options }),
    putCopy: (block, options = {}) => keep(block, { kept: false, ...options }),

    async release(cid) {
      await index.update(keyOf(cid), (entry) => entry && { ...entry, kept: false });
    },

    async *listKept() {
      for (const { key, kept } of await entries()) if (kept) yield cidOfKey(key);
    },

    async use() {
      const found = await entries();
      const kept = sum(found.filter((entry) => entry.kept));
      return { used: sum(found), kept, limit: await limitNow() };
    },

    async get(cid, options) {
      const bytes = await store.get(cid, options);
      touch(cid);
      return bytes;
    },

    has: (cid, options) => store.has(cid, options),

    async delete(cid, options) {
      await store.delete(cid, options);
      await index.update(keyOf(cid), () => undefined);
      touchedAt.delete(keyOf(cid));
      total = null;
    },

    list: (options) => store.list(options),
    usage: (options) => store.usage(options),
  };
}

function sum(entries: readonly CacheEntry[]): number {
  return entries.reduce((bytes, { size }) => bytes + size, 0);
}
