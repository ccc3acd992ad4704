/** One way to an answer. */
export interface Attempt<T> {
  /** Milliseconds after which the next attempt starts as well. */
  patience: number;
  run(signal: AbortSignal): Promise<T>;
}

/**
 * Tries the attempts in order and gives the first answer; what else is under way is aborted. The
 * next attempt starts when the one before has failed or has taken longer than its patience. Returns
 * undefined when all have failed, or when the signal fires.
 *
 * After Dean and Barroso, "The Tail at Scale" (CACM 2013), "hedged requests".
 */
export async function hedge<T>(
  attempts: Attempt<T>[],
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<T | undefined> {
  const done = new AbortController();
  const ended = signal ? AbortSignal.any([signal, done.signal]) : done.signal;
  const { promise, resolve } = Promise.withResolvers<T | undefined>();
  const rest = attempts.values();
  let running = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function startNext() {
    clearTimeout(timer);
    const { value: attempt } = ended.aborted ? { value: undefined } : rest.next();
    if (!attempt) {
      if (running === 0) resolve(undefined);
      return;
    }
    running++;
    timer = setTimeout(startNext, attempt.patience);
    attempt.run(ended).then(resolve, () => {
      running--;
      startNext();
    });
  }

  const cancel = () => resolve(undefined);
  ended.addEventListener("abort", cancel, { once: true });
  startNext();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    ended.removeEventListener("abort", cancel);
    done.abort();
  }
}
