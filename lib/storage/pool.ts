/**
 * Applies `work` to each item of `source`, up to `limit` at a time, and yields the results in the
 * source's order. When the consumer stops early, or something fails, what is under way is left to
 * its own abort signal and its outcome ignored.
 */
export async function* mapInOrder<T, R>(
  source: Iterable<T> | AsyncIterable<T>,
  { limit, work }: { limit: number; work: (item: T) => Promise<R> },
): AsyncGenerator<R> {
  const running: Promise<R>[] = [];
  for await (const item of source) {
    const result = work(item);
    // It is awaited in its turn; until then a failure is not to count as unhandled.
    result.catch(() => undefined);
    running.push(result);
    if (running.length >= limit) yield await (running.shift() as Promise<R>);
  }
  for (const result of running) yield await result;
}

/** Applies `work` to each item, up to `limit` at a time. The first failure ends it. */
export async function forEachLimited<T>(
  source: Iterable<T> | AsyncIterable<T>,
  options: { limit: number; work: (item: T) => Promise<void> },
): Promise<void> {
  for await (const _ of mapInOrder(source, options));
}

export interface TaskQueue {
  /** Starts the task now or later; false, and nothing, if too many wait. It must not fail. */
  add(task: () => Promise<void>): boolean;
  /** Done when nothing runs or waits. */
  settled(): Promise<void>;
}

/** Tasks in the background: `limit` at a time, and at most `waiting` more. */
export function createTaskQueue(options: { limit: number; waiting: number }): TaskQueue {
  const running = new Set<Promise<void>>();
  const ahead: (() => Promise<void>)[] = [];

  async function workOff() {
    for (let task = ahead.shift(); task; task = ahead.shift()) await task();
  }

  return {
    add(task) {
      if (ahead.length >= options.waiting) return false;
      ahead.push(task);
      if (running.size < options.limit) {
        const worker = workOff().finally(() => running.delete(worker));
        running.add(worker);
      }
      return true;
    },
    async settled() {
      while (running.size > 0) await Promise.all(running);
    },
  };
}

/** Waits for the promise, but no longer than the given time. Its failure is ignored. */
export async function waitUpTo(milliseconds: number, promise: Promise<unknown>): Promise<void> {
  const { promise: timeout, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, milliseconds);
  await Promise.race([promise.catch(() => undefined), timeout]);
  clearTimeout(timer);
}
