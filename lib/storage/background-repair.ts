import type { CID } from "multiformats/cid";
import { pause } from "./pace.ts";
import type { ReplicaStore } from "./replica-store.ts";

/** Between two rounds. */
const EVERY_MS = 60_000;

/** What is copied at most, so that a line is left for people. */
const BYTES_PER_SECOND = 1024 * 1024;

export interface BackgroundRepairOptions {
  /** Milliseconds; default a minute. */
  every?: number;
  /** Default 1 MiB. */
  bytesPerSecond?: number;
  /**
   * Blocks to look after besides those that were noted to be lacking: asked for at the start, so
   * that a store that was added later is filled.
   */
  cids?: Iterable<CID> | AsyncIterable<CID>;
  /** After each round in which there was something to do. */
  onRound?: ((outcome: { copied: number; failed: number }) => void) | undefined;
}

/**
 * Keeps the copies of a replica store complete while it is used, at a rate that disturbs nobody.
 * Returns what ends it.
 */
export function repairInBackground(
  store: ReplicaStore,
  options: BackgroundRepairOptions = {},
): () => Promise<void> {
  const { every = EVERY_MS, bytesPerSecond = BYTES_PER_SECOND, cids, onRound } = options;
  const stop = new AbortController();
  const { signal } = stop;

  async function round(of: Pick<BackgroundRepairOptions, "cids">): Promise<void> {
    const outcome = await store.repair({ ...of, bytesPerSecond, signal });
    if (outcome.copied + outcome.failed > 0) onRound?.(outcome);
  }

  async function run(): Promise<void> {
    let first = cids;
    while (!signal.aborted) {
      // A source of CIDs that fails is tried again with the next round.
      const wanted = first;
      if (wanted !== undefined) {
        await round({ cids: wanted }).then(
          () => {
            first = undefined;
          },
          () => undefined,
        );
      }
      await round({}).catch(() => undefined);
      await pause(every, signal).catch(() => undefined);
    }
  }

  const running = run();
  return () => {
    stop.abort();
    return running;
  };
}
