import { sha256 } from "@noble/hashes/sha2.js";
import type { CID } from "multiformats/cid";
import type { Block } from "./block.ts";
import { cidOf, digestOf, RAW, rawCid } from "./block.ts";
import type { CacheStore } from "./cache-store.ts";
import { aborted, asStorageError, notFound, StorageError, throwIfAborted } from "./errors.ts";
import { hedge } from "./hedge.ts";
import { createPace } from "./pace.ts";
import { createTaskQueue, forEachLimited, waitUpTo } from "./pool.ts";
import type { Member, Putting } from "./replica-member.ts";
import { ranked } from "./replica-member.ts";
import type { BlockSource, BlockStore, PutOptions, StoreOptions } from "./store.ts";
import { canDelete } from "./store.ts";
import type { StoreHealth } from "./store-health.ts";
import { createHealthRecord } from "./store-health.ts";

/** How long a put waits for the other stores once enough have the block. */
const STRAGGLER_MS = 2000;

/** The least time that a read waits for a store before it asks the next as well. */
const HEDGE_MS = 300;

/** Beyond its usual latency by this factor, a store is not waited for alone. */
const HEDGE_FACTOR = 3;

/** Blocks put back in the background at a time, and at most waiting (in memory) for it. */
const REPAIRS_AT_A_TIME = 2;
const REPAIRS_WAITING = 32;

/** The block of no bytes: what a store is asked about to see whether it answers, if it has no other way. */
const NOTHING = cidOf(sha256(new Uint8Array(0)), RAW);

export interface ReplicaStoreOptions {
  /** The stores that are to hold every block. */
  copies: BlockStore[];
  /**
   * Near and not relied on: read first, filled by reads and writes, never counted as a copy. One that
   * is bounded is told which blocks enough copies hold: it keeps the others.
   */
  cache?: (BlockStore & Partial<Pick<CacheStore, "putCopy" | "release">>) | undefined;
  /** Further places to read from. */
  sources?: BlockSource[];
  /** How many of `copies` have to take a block for a put to succeed; default 1. */
  minCopies?: number;
  name?: string;
  /** Called for each failure of a store, such as wrong bytes. */
  onFault?: ((fault: { store: string; cid: CID; error: StorageError }) => void) | undefined;
  /** Milliseconds; see the constants in this file. */
  stragglerTime?: number;
  hedgeTime?: number;
  now?: () => number;
}

export interface ReplicaStore extends BlockStore {
  /** Whether at least `minCopies` of the copies hold the block. */
  has(cid: CID, options?: StoreOptions): Promise<boolean>;
  /** How each store does: cache, copies, sources, in this order. */
  health(): StoreHealth[];
  /** Which copies hold the block; null for one that cannot be asked. */
  holders(cid: CID, options?: StoreOptions): Promise<{ name: string; holds: boolean | null }[]>;
  /** Removes a block from the cache and from every copy that can. Fails if one of them fails. */
  delete(cid: CID, options?: StoreOptions): Promise<void>;
  /** Blocks that a copy was found to lack and that were not put back yet. */
  missing(): { cid: CID; store: string }[];
  /**
   * Brings blocks to the copies that lack them; by default those of {@link ReplicaStore.missing}.
   * A store that fails does not end it. Counts copies made, and blocks of which one was not.
   */
  repair(options?: RepairOptions): Promise<{ copied: number; failed: number }>;
  /** Asks each copy and source something small, so that its health is of now. */
  check(options?: StoreOptions): Promise<void>;
  /** Done when no repair is under way in the background. */
  settled(): Promise<void>;
}

export interface RepairOptions extends StoreOptions {
  cids?: Iterable<CID> | AsyncIterable<CID>;
  /** Blocks at a time; default 2. */
  inFlight?: number;
  /** The most that is copied; by default as much as goes. */
  bytesPerSecond?: number | undefined;
  /** After each block that was looked at. */
  onProgress?: ((outcome: { copied: number; failed: number }) => void) | undefined;
}

/**
 * Several stores as one. Writes go to all copies and succeed with a chosen number of them. Reads go
 * to the cache, then to the fastest store that does well; when it is slower than usual, or fails,
 * the next is asked too; the first right answer counts. A store that gives wrong bytes is one
 * that fails. Failing stores are spared for a while, and what a copy was seen to lack is put back.
 *
 * @throws `storage/too-few-copies` from `put`, caused by what the stores said; from `get`
 * `storage/not-found` if every store said so, else `storage/unavailable`.
 */
export function createReplicaStore({
  copies,
  cache,
  sources = [],
  minCopies = 1,
  name = "all stores",
  onFault,
  stragglerTime = STRAGGLER_MS,
  hedgeTime = HEDGE_MS,
  now = Date.now,
}: ReplicaStoreOptions): ReplicaStore {
  if (!(minCopies >= 1 && minCopies <= copies.length)) {
    throw new StorageError(
      "too-few-copies",
      `${copies.length} stores cannot hold ${minCopies} copies.`,
    );
  }
  const member = <S extends BlockSource>(store: S): Member<S> => ({
    store,
    health: createHealthRecord(store.name, { now }),
  });
  const caches: Member<BlockStore>[] = cache ? [member(cache)] : [];
  const copyMembers = copies.map(member);
  const sourceMembers = sources.map(member);
  const lacking = new Map<BlockSource, Map<string, CID>>();
  const repairs = createTaskQueue({ limit: REPAIRS_AT_A_TIME, waiting: REPAIRS_WAITING });

  /** One call to a store, with its outcome kept in the store's health. */
  async function ask<S extends BlockSource, T>(
    target: Member<S>,
    {
      cid,
      signal,
      call,
    }: { cid: CID; signal: AbortSignal | undefined; call(store: S): Promise<T> },
  ): Promise<T> {
    const started = now();
    try {
      const answer = await call(target.store);
      target.health.succeeded(now() - started);
      return answer;
    } catch (cause) {
      if (signal?.aborted) throw aborted(signal);
      const error = asStorageError(cause, target.store);
      if (error.reason === "not-found") target.health.succeeded(now() - started);
      else fault(target, cid, error);
      throw error;
    }
  }

  function fault({ store, health }: Member, cid: CID, error: StorageError) {
    health.failed(error);
    onFault?.({ store: store.name, cid, error });
  }

  /** Notes whether one of the copies lacks a block. */
  function note({ store }: Member, cid: CID, lacks: boolean) {
    const noted = lacking.get(store) ?? new Map<string, CID>();
    lacking.set(store, noted);
    const key = rawCid(cid).toString();
    if (lacks) noted.set(key, cid);
    else noted.delete(key);
  }

  /** Enough copies hold the block: the cache need not. */
  async function release(cid: CID) {
    // What it goes on keeping costs room alone.
    await cache?.release?.(cid).catch(() => undefined);
  }

  /** `found`: it came from another store, so that a cache need not keep it. */
  async function putTo(
    target: Member<BlockStore>,
    block: Block,
    { signal, onSpent, found = false }: PutOptions & { found?: boolean } = {},
  ) {
    const call = (store: BlockStore) =>
      found && store === cache && cache.putCopy
        ? cache.putCopy(block, { signal, onSpent })
        : store.put(block, { signal, onSpent });
    await ask(target, { cid: block.cid, signal, call });
    if (copyMembers.includes(target)) note(target, block.cid, false);
  }

  /**
   * Puts to each target and returns those that took the block: once all have answered, or enough
   * have and the others are late. Late ones count as failing, or each block would wait for them.
   */
  async function putToEach(
    targets: Member<BlockStore>[],
    { block, signal, enough, using }: Putting,
  ) {
    const late = new AbortController();
    const ended = signal ? AbortSignal.any([signal, late.signal]) : late.signal;
    const took = new Set<Member>();
    const underWay = new Set<Member>(targets);
    const errors: unknown[] = [];
    const sufficient = Promise.withResolvers<void>();
    ended.addEventListener("abort", () => sufficient.resolve(), { once: true });
    const all = Promise.all(
      targets.map(async (target) => {
        try {
          using.add(target);
          await putTo(target, block, { signal: ended, onSpent: () => using.delete(target) });
          took.add(target);
        } catch (error) {
          errors.push(error);
        }
        underWay.delete(target);
        const copiesMade = copyMembers.filter((copy) => took.has(copy)).length;
        if (copiesMade >= enough) sufficient.resolve();
      }),
    );
    await Promise.race([all, sufficient.promise]);
    if (signal?.aborted) throw aborted(signal);
    await waitUpTo(stragglerTime, all);
    for (const target of underWay) {
      const { name: store } = target.store;
      fault(target, block.cid, new StorageError("unavailable", `${store} is late.`, { store }));
    }
    late.abort();
    return { took, errors };
  }

  async function put(block: Block, { signal, onSpent }: PutOptions = {}): Promise<void> {
    throwIfAborted(signal);
    const { cid } = block;
    const using = new Set<Member>();
    const isFit = ({ health }: Member) => !health.resting() && !health.full();
    const fit = copyMembers.filter(isFit);
    const spared = copyMembers.filter((target) => !isFit(target));
    const { took, errors } = await putToEach([...caches.filter(isFit), ...fit], {
      block,
      signal,
      enough: minCopies,
      using,
    });
    const lacks = () => minCopies - copyMembers.filter((copy) => took.has(copy)).length;
    if (lacks() > 0) {
      const more = await putToEach(spared, { block, signal, enough: lacks(), using });
      for (const target of more.took) took.add(target);
      errors.push(...more.errors);
    }
    if (lacks() > 0) {
      const message = `Only ${minCopies - lacks()} of ${minCopies} stores took block ${cid}.`;
      throw new StorageError("too-few-copies", message, { cid, cause: causeOf(errors) });
    }
    for (const target of copyMembers) if (!took.has(target)) note(target, cid, true);
    await release(cid);
    if (using.size === 0) onSpent?.();
  }

  async function get(cid: CID, { signal }: StoreOptions = {}): Promise<Uint8Array> {
    throwIfAborted(signal);
    digestOf(cid);
    const underWay = new Map<Member, number>();
    const lackers = new Set<Member>();
    const errors: StorageError[] = [];

    async function getFrom(target: Member, ended: AbortSignal): Promise<Uint8Array> {
      underWay.set(target, now());
      try {
        const call = (store: BlockSource) => store.get(cid, { signal: ended });
        return await ask(target, { cid, signal: ended, call });
      } catch (cause) {
        const error = asStorageError(cause, target.store);
        errors.push(error);
        if (error.reason === "not-found" || error.reason === "wrong-block") lackers.add(target);
        throw error;
      } finally {
        underWay.delete(target);
      }
    }

    const order: Member[] = [...caches, ...ranked([...copyMembers, ...sourceMembers])];
    const attempts = order.map((target) => ({
      patience: Math.max(hedgeTime, HEDGE_FACTOR * target.health.expected()),
      run: (ended: AbortSignal) => getFrom(target, ended),
    }));
    const bytes = await hedge(attempts, { signal });
    for (const [{ health }, started] of underWay) health.tooSlow(now() - started);
    if (bytes !== undefined) {
      const targets = [...caches, ...copyMembers].filter((target) => lackers.has(target));
      // The caller may change its bytes.
      if (targets.length > 0) repairLater(targets, { cid, bytes: bytes.slice() });
      return bytes;
    }
    throwIfAborted(signal);
    const failures = errors.filter(({ reason }) => reason !== "not-found");
    if (failures.length === 0) throw notFound(cid, name);
    throw new StorageError("unavailable", `No store gave block ${cid}.`, {
      cid,
      cause: causeOf(failures),
    });
  }

  function repairLater(targets: Member<BlockStore>[], block: Block) {
    for (const target of targets) {
      if (copyMembers.includes(target)) note(target, block.cid, true);
      if (target.health.full()) continue;
      // When too many wait it stays noted, to be repaired by hand.
      repairs.add(() => putTo(target, block, { found: true }).catch(() => undefined));
    }
  }

  async function holders(cid: CID, { signal }: StoreOptions = {}) {
    throwIfAborted(signal);
    digestOf(cid);
    const call = (store: BlockStore) => store.has(cid, { signal });
    return Promise.all(
      copyMembers.map(async (target) => {
        const holds = await ask(target, { cid, signal, call }).catch(() => null);
        throwIfAborted(signal);
        if (holds !== null) note(target, cid, !holds);
        return { name: target.store.name, holds };
      }),
    );
  }

  function missing(): { cid: CID; store: string }[] {
    return copyMembers.flatMap((target) =>
      [...(lacking.get(target.store)?.values() ?? [])].map((cid) => ({
        cid,
        store: target.store.name,
      })),
    );
  }

  async function remove(cid: CID, { signal }: StoreOptions = {}): Promise<void> {
    throwIfAborted(signal);
    const errors: unknown[] = [];
    for (const { store } of [...caches, ...copyMembers]) {
      lacking.get(store)?.delete(rawCid(cid).toString());
      if (canDelete(store)) await store.delete(cid, { signal }).catch((it) => errors.push(it));
    }
    throwIfAborted(signal);
    if (errors.length > 0) throw causeOf(errors);
  }

  return {
    name,
    put,
    get,
    holders,
    missing,
    delete: remove,

    async has(cid, options = {}) {
      const answers = await holders(cid, options);
      const count = (answer: boolean | null) =>
        answers.filter(({ holds }) => holds === answer).length;
      if (count(true) >= minCopies) return true;
      if (count(true) + count(null) < minCopies) return false;
      throw new StorageError("unavailable", `Too few stores say whether they hold ${cid}.`, {
        cid,
      });
    },

    health: () =>
      [...caches, ...copyMembers, ...sourceMembers].map(({ health }) => health.report()),

    async repair(options = {}) {
      const { cids, signal, inFlight = REPAIRS_AT_A_TIME, bytesPerSecond, onProgress } = options;
      const outcome = { copied: 0, failed: 0 };
      const pace = createPace(bytesPerSecond);
      const noted = new Map(missing().map(({ cid }) => [rawCid(cid).toString(), cid]));
      /** Returns how many of them did not take it: one that is away is no reason not to try the others. */
      const copyTo = async (targets: Member<BlockStore>[], cid: CID): Promise<number> => {
        try {
          const bytes = await get(cid, { signal });
          await pace(bytes.length * targets.length, signal);
          const block = { cid, bytes };
          const puts = await Promise.allSettled(
            targets.map((target) => putTo(target, block, { signal })),
          );
          throwIfAborted(signal);
          return puts.filter(({ status }) => status === "rejected").length;
        } catch {
          throwIfAborted(signal);
          return targets.length;
        }
      };
      const work = async (cid: CID) => {
        const answers = await holders(cid, { signal });
        let held = answers.filter(({ holds }) => holds === true).length;
        const key = rawCid(cid).toString();
        const targets = copyMembers.filter((target) => lacking.get(target.store)?.has(key));
        const failed = targets.length > 0 ? await copyTo(targets, cid) : 0;
        outcome.copied += targets.length - failed;
        held += targets.length - failed;
        if (failed > 0) outcome.failed++;
        if (held >= minCopies) await release(cid);
        onProgress?.({ ...outcome });
      };
      await forEachLimited(cids ?? noted.values(), { limit: inFlight, work });
      return outcome;
    },

    async check({ signal } = {}) {
      const call = async (store: BlockSource) => {
        if (store.check) await store.check({ signal });
        else await store.has(NOTHING, { signal });
      };
      await Promise.all(
        [...copyMembers, ...sourceMembers].map((target) =>
          ask(target, { cid: NOTHING, signal, call }).catch(() => undefined),
        ),
      );
      throwIfAborted(signal);
    },

    settled: () => repairs.settled(),
  };
}

function causeOf(errors: unknown[]): unknown {
  return errors.length > 1 ? new AggregateError(errors) : errors[0];
}
