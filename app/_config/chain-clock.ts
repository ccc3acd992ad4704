import { sliceOf } from "../../lib/slice.ts";

/**
 * The chain's clock, told between blocks by this computer's: what people are shown as now.
 *
 * The newest block's time is behind by up to a block interval, so of all observations the one that
 * was least behind counts. `now` is in unix seconds; null before the first observation.
 */
export interface ChainClock {
  observe(blockSeconds: number): void;
  now(): number | null;
  /** The ledger's unit of time, a minute; null before the first observation. */
  slice(): number | null;
  subscribe(listener: () => void): () => void;
}

/** A clock that has not seen a block yet. `local` tells this computer's time in milliseconds. */
export function createChainClock(local: () => number = Date.now): ChainClock {
  let ahead: number | null = null;
  const listeners = new Set<() => void>();
  const now = () => (ahead === null ? null : Math.floor(local() / 1000 + ahead));
  return {
    observe: (blockSeconds) => {
      const seen = blockSeconds - local() / 1000;
      if (ahead !== null && seen <= ahead) return;
      ahead = seen;
      for (const listener of listeners) listener();
    },
    now,
    slice: () => {
      const seconds = now();
      return seconds === null ? null : sliceOf(seconds);
    },
    subscribe: (listener) => {
      listeners.add(listener);
      const timer = setInterval(listener, 1000);
      return () => {
        listeners.delete(listener);
        clearInterval(timer);
      };
    },
  };
}
