import type { LeafSealing } from "../../lib/sharing/index.ts";

/** How long a worker may take to begin, in milliseconds. */
const BEGINNING = 10_000;

/** Workers that nothing asks for so long are ended, in milliseconds. */
const IDLE = 20_000;

/** More than two have nothing to do: reading the file and hashing limit. */
const MOST = 2;

interface Pool {
  seals: LeafSealing[];
  end: () => void;
}

/**
 * Seals leaves in workers, which begin with the first leaf and end when there is nothing to do. Where
 * they cannot begin, the page does it.
 */
export function createLeafSealing({
  sealLeaf,
  leafSealingBy,
}: {
  sealLeaf: LeafSealing;
  leafSealingBy: (worker: Worker) => LeafSealing;
}): LeafSealing {
  let pool: Promise<Pool | null> | null = null;
  let turn = 0;
  let underWay = 0;
  let idle: ReturnType<typeof setTimeout> | undefined;

  async function begin(): Promise<Pool | null> {
    const count = Math.min(MOST, Math.max(1, (navigator.hardwareConcurrency || 2) - 1));
    const workers: Worker[] = [];
    try {
      for (let i = 0; i < count; i++) workers.push(await beginWorker());
    } catch {
      for (const worker of workers) worker.terminate();
      return null;
    }
    return {
      seals: workers.map((worker) => leafSealingBy(worker)),
      end: () => {
        for (const worker of workers) worker.terminate();
      },
    };
  }

  return async (sealer, leaf) => {
    clearTimeout(idle);
    underWay += 1;
    pool ??= begin();
    try {
      const { seals } = (await pool) ?? { seals: [sealLeaf] };
      turn += 1;
      return await (seals[turn % seals.length] ?? sealLeaf)(sealer, leaf);
    } finally {
      underWay -= 1;
      if (underWay === 0) {
        idle = setTimeout(async () => {
          const unused = await pool;
          if (underWay > 0 || unused === null) return;
          pool = null;
          unused.end();
        }, IDLE);
      }
    }
  };
}

function beginWorker(): Promise<Worker> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL("./leaf-worker.ts", import.meta.url), { type: "module" });
    const fail = () => {
      clearTimeout(timer);
      worker.terminate();
      reject(new DOMException("The worker does not begin.", "NotSupportedError"));
    };
    const timer = setTimeout(fail, BEGINNING);
    worker.addEventListener("error", fail, { once: true });
    worker.addEventListener(
      "message",
      () => {
        clearTimeout(timer);
        worker.removeEventListener("error", fail);
        resolve(worker);
      },
      { once: true },
    );
  });
}
