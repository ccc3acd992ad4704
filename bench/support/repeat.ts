/** Times of an operation that is too short to be timed once. */
export interface Repeated {
  /** Milliseconds of the first time, with nothing warm. */
  first: number;
  /** Median of the milliseconds after that. */
  median: number;
  times: number;
}

const ENOUGH_MS = 500;
const LEAST_TIMES = 9;
const MOST_TIMES = 300;

/** Does an operation again and again for about half a second. */
export async function repeat(operation: () => unknown): Promise<Repeated> {
  const first = await timeOf(operation);
  const taken: number[] = [];
  const start = performance.now();
  while (
    taken.length < LEAST_TIMES ||
    (taken.length < MOST_TIMES && performance.now() - start < ENOUGH_MS)
  ) {
    taken.push(await timeOf(operation));
  }
  taken.sort((a, b) => a - b);
  return { first, median: taken[taken.length >> 1] ?? first, times: taken.length };
}

async function timeOf(operation: () => unknown): Promise<number> {
  const start = performance.now();
  await operation();
  return performance.now() - start;
}
