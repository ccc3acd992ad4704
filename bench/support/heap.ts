import { setTimeout } from "node:timers/promises";
import type { DevTools } from "./devtools.ts";

const SAMPLING_MS = 100;

/** Bytes that a page takes: JavaScript heaps, its own and its workers', and what buffers hold. */
export interface Heap {
  /** Of the scripts' objects. */
  objects: number;
  /** Of array buffers, and of strings that lie outside of the heap. */
  buffers: number;
}

interface HeapUsage {
  usedSize: number;
  embedderHeapUsedSize?: number;
  backingStorageSize?: number;
}

/** A page's heap, and those of its workers, as the DevTools tell them. */
export interface HeapWatch {
  look(): Promise<Heap>;
  /** Collects what is garbage. */
  collect(): Promise<void>;
}

/** Watches the heap of a page, and of the workers that it begins from now on. */
export async function watchHeap(devTools: DevTools, page: string): Promise<HeapWatch> {
  const sessions = new Set([page]);
  devTools.on<{ sessionId: string }>("Target.attachedToTarget", (it) => sessions.add(it.sessionId));
  devTools.on<{ sessionId: string }>("Target.detachedFromTarget", (it) =>
    sessions.delete(it.sessionId),
  );
  const options = { autoAttach: true, waitForDebuggerOnStart: false, flatten: true };
  await devTools.call("Target.setAutoAttach", options, page);
  // A worker may end meanwhile.
  const ofEach = <T>(method: string): Promise<(T | null)[]> =>
    Promise.all([...sessions].map((it) => devTools.call<T>(method, {}, it).catch(() => null)));
  return {
    async look() {
      const heap = { objects: 0, buffers: 0 };
      for (const usage of await ofEach<HeapUsage>("Runtime.getHeapUsage")) {
        heap.objects += (usage?.usedSize ?? 0) + (usage?.embedderHeapUsedSize ?? 0);
        heap.buffers += usage?.backingStorageSize ?? 0;
      }
      return heap;
    },
    async collect() {
      await ofEach("HeapProfiler.collectGarbage");
    },
  };
}

/** Looks at a heap until something is done: the most that it was, objects and buffers together. */
export async function peakHeap(
  heap: HeapWatch,
  { during }: { during: Promise<unknown> },
): Promise<Heap> {
  let most: Heap = { objects: 0, buffers: 0 };
  let isOver = false;
  const over = () => {
    isOver = true;
  };
  during.then(over, over);
  while (!isOver) {
    const now = await heap.look();
    if (now.objects + now.buffers > most.objects + most.buffers) most = now;
    await Promise.race([setTimeout(SAMPLING_MS), during.catch(() => undefined)]);
  }
  return most;
}
