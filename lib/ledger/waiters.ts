/** Those who wait for the same work. */
export interface Waiters {
  /** Fires when nobody waits any more: the work may be given up. */
  readonly stop: AbortSignal;
  /** Waits for a part of the work, until the signal fires: then it rejects with its reason. */
  join<T>(part: Promise<T>, signal: AbortSignal | undefined): Promise<T>;
}

/** Nobody yet. Whoever joins without a signal waits to the end. */
export function createWaiters(): Waiters {
  const stop = new AbortController();
  let waiting = 0;
  return {
    stop: stop.signal,
    join<T>(part: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
      waiting++;
      if (signal === undefined) return part;
      const { promise, resolve, reject } = Promise.withResolvers<T>();
      const leave = () => {
        reject(signal.reason);
        waiting--;
        if (waiting === 0) stop.abort(signal.reason);
      };
      if (signal.aborted) leave();
      signal.addEventListener("abort", leave, { once: true });
      part.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
      return promise;
    },
  };
}

/** Calls what it is given once the present turn of the event loop is over. */
export function afterTurn(then: () => void): void {
  setTimeout(then, 0);
}
