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
