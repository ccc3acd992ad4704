import type { LeafSealing } from "../../lib/sharing/index.ts";
import { beginWorker } from "./begin-worker.ts";

/** Workers that nothing asks for so long are ended, in milliseconds. */
const IDLE = 20_000;

/** A leaf that takes longer is sealed in the page instead: a worker can end without a word. */
const PATIENCE = 30_000;

/** More than two have nothing to do: reading the file and hashing limit. */
const MOST = 2;

/** What a pool needs of a worker. */
export type PooledWorker = Pick<Worker, "postMessage" | "addEventListener" | "terminate">;

interface Parts {
  /** Seals in this thread. */
  sealLeaf: LeafSealing;
  leafSealingBy: (worker: PooledWorker) => LeafSealing;
  begin?: () => Promise<PooledWorker>;
  /** How many workers. */
  count?: number;
  idle?: number;
  patience?: number;
}

interface Pool {
  seals: LeafSealing[];
  /** Set where one has failed: nobody waits for the others any more. */
  failure: AbortController;
  end: () => void;
}

/**
 * Seals leaves in workers, which begin with the first leaf and end when there is nothing to do. Where
 * they cannot begin, or fail, the page does it: the outcome is the same.
 */
export function createLeafSealing({
  sealLeaf,
  leafSealingBy,
  begin = () => beginWorker("leaf-worker.js"),
  count = Math.min(MOST, Math.max(1, (navigator.hardwareConcurrency || 2) - 1)),
  idle = IDLE,
  patience = PATIENCE,
}: Parts): LeafSealing {
  let pool: Promise<Pool | null> | null = null;
  let turn = 0;
  let underWay = 0;
  let ending: ReturnType<typeof setTimeout> | undefined;

  async function beginAll(): Promise<Pool | null> {
    const outcomes = await Promise.allSettled(Array.from({ length: count }, begin));
    const workers = outcomes.flatMap((it) => (it.status === "fulfilled" ? [it.value] : []));
    if (workers.length === 0) return null;
    return {
      seals: workers.map((worker) => leafSealingBy(worker)),
      failure: new AbortController(),
      end: () => {
        for (const worker of workers) worker.terminate();
      },
    };
  }

  /** From now on, and until nothing was asked for a while, the page does it. */
  function giveUp(failed: Pool): void {
    if (failed.failure.signal.aborted) return;
    pool = Promise.resolve(null);
    failed.failure.abort();
    failed.end();
  }

  async function endIdle(): Promise<void> {
    const unused = await pool;
    if (underWay > 0) return;
    pool = null;
    unused?.end();
  }

  return async (sealer, leaf) => {
    clearTimeout(ending);
    underWay += 1;
    try {
      pool ??= beginAll();
      const workers = await pool;
      turn += 1;
      const seal = workers?.seals[turn % workers.seals.length];
      if (!workers || !seal) return await sealLeaf(sealer, leaf);
      try {
        return await unless(workers.failure.signal, { patience, work: () => seal(sealer, leaf) });
      } catch {
        giveUp(workers);
        return await sealLeaf(sealer, leaf);
      }
    } finally {
      underWay -= 1;
      if (underWay === 0) ending = setTimeout(endIdle, idle);
    }
  };
}

/** Fails where something takes longer than `patience`, in milliseconds, or once the signal is given. */
async function unless<T>(
  signal: AbortSignal,
  { patience, work }: { patience: number; work: () => Promise<T> },
): Promise<T> {
  const over = Promise.withResolvers<never>();
  const stop = () => over.reject(new DOMException("No answer.", "TimeoutError"));
  const timer = setTimeout(stop, patience);
  signal.addEventListener("abort", stop, { once: true });
  try {
    return await Promise.race([work(), over.promise]);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener("abort", stop);
  }
}
