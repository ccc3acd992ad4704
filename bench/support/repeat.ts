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
const TOO_MUCH_MS = 4000;

/** Does an operation again and again for about half a second; a slow one at least three times. */
export async function repeat(operation: () => unknown): Promise<Repeated> {
  const first = await timeOf(operation);
  const taken: number[] = [];
  const start = performance.now();
  for (let spent = 0; !isEnough(taken.length, spent); spent = performance.now() - start) {
    taken.push(await timeOf(operation));
  }
  taken.sort((a, b) => a - b);
  return { first, median: taken[taken.length >> 1] ?? first, times: taken.length };
}

function isEnough(times: number, spent: number): boolean {
  if (spent >= TOO_MUCH_MS) return times >= 3;
  return times >= LEAST_TIMES && (spent >= ENOUGH_MS || times >= MOST_TIMES);
}

async function timeOf(operation: () => unknown): Promise<number> {
  const start = performance.now();
  await operation();
  return performance.now() - start;
}
