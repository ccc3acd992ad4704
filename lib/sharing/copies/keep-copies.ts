import type { Hex } from "viem";
import { LeaseholdError } from "../../error.ts";
import { readRecords } from "../../ledger/record.ts";
import { repairInBackground } from "../../storage/background-repair.ts";
import type { ReplicaStore } from "../../storage/replica-store.ts";
import type { Reader } from "../account.ts";
import type { Context } from "../context.ts";
import { listOwned } from "../records/lists.ts";
import { isReplica, storesOf } from "../stores.ts";
import { recordDag } from "./record-dag.ts";

/** What is copied at most, so that a line is left for people. */
const BYTES_PER_SECOND = 1024 * 1024;

/** Before it begins, so that what a person came for is there first. */
const DELAY_MS = 5_000;

export interface KeepCopiesOptions {
  /** After each round in which there was something to do. */
  onRound?: ((outcome: { copied: number; failed: number }) => void) | undefined;
  /** Milliseconds before it begins; default 5 s. */
  delay?: number;
  /** Milliseconds between rounds; default a minute. */
  every?: number;
  /** Default 1 MiB. */
  bytesPerSecond?: number;
}

/**
 * Looks after the copies of an account's own records while a program runs: brings to the stores what
 * is held here alone and what they were seen to lack, and fills a store that was added later. A record
 * that was seen to be whole everywhere is not gone through again until something is added to it, or
 * to the stores. Nothing to do where there is one place alone. Returns what ends it.
 */
export function keepCopies(
  context: Context,
  reader: Reader,
  options: KeepCopiesOptions = {},
): () => Promise<void> {
  const { store, cache } = context;
  const { onRound, every, delay = DELAY_MS, bytesPerSecond = BYTES_PER_SECOND } = options;
  if (!isReplica(store) || cache === null) return async () => undefined;
  const stop = new AbortController();
  const { signal } = stop;
  let endRepair = async () => {};

  async function run(replica: ReplicaStore): Promise<void> {
    await pauseFor(delay, signal);
    if (signal.aborted) return;
    endRepair = repairInBackground(replica, {
      onRound,
      bytesPerSecond,
      ...(every !== undefined && { every }),
      ...(cache !== null && { cids: cache.listKept() }),
    });
    await fillStores(context, reader, { store: replica, bytesPerSecond, onRound, signal });
  }

  const running = run(store).catch((error: unknown) => {
    // What cannot be read now is gone through on the next visit.
    if (!signal.aborted && !(error instanceof LeaseholdError)) throw error;
  });
  return async () => {
    stop.abort();
    await Promise.all([endRepair(), running]);
  };
}

/** Goes through the account's records that were not seen to be whole in all stores there are now. */
async function fillStores(
  context: Context,
  reader: Reader,
  { store, bytesPerSecond, onRound, signal }: Filling,
): Promise<void> {
  const { memory, ledger, network, choices } = context;
  const places = storesOf(network, choices)
    .filter(({ choice }) => choice.kind !== "gateway")
    .map(({ choice }) => choice.url);
  if (places.length === 0) return;
  const owned = await listOwned(context, { owner: reader.address, signal });
  const states = await readRecords(
    ledger,
    owned.map(({ id }) => id),
    { signal },
  );
  for (const state of states) {
    if (signal.aborted) return;
    if (state === null) continue;
    const whole = JSON.stringify([...places, state.journal.count]);
    if ((await memory.get(keyOf(state.id))) === whole) continue;
    try {
      const { blocks, missing } = await recordDag(context, reader, { record: state.id, signal });
      const outcome = await store.repair({ cids: blocks.values(), bytesPerSecond, signal });
      if (outcome.copied + outcome.failed > 0) onRound?.(outcome);
      const isAnyAway = store.health().some((health) => health.state === "down");
      if (outcome.failed + missing > 0 || isAnyAway) continue;
      await memory.update(keyOf(state.id), () => whole);
    } catch (error) {
      if (!(error instanceof LeaseholdError)) throw error;
    }
  }
}

interface Filling {
  readonly store: ReplicaStore;
  readonly bytesPerSecond: number;
  readonly onRound: KeepCopiesOptions["onRound"];
  readonly signal: AbortSignal;
}

const keyOf = (record: Hex) => `copies/${record}`;

/** Done after so long, or when the signal fires. */
function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
