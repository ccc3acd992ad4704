import { aborted } from "../../storage/errors.ts";

/** Holds uploads up in place. One may serve several. */
export interface Pause {
  readonly isPaused: boolean;
  pause(): void;
  resume(): void;
  /** Resolves at once, or when it is over. @throws StorageError `storage/aborted` for the signal */
  passed(signal?: AbortSignal): Promise<void>;
}

/** A pause that has not begun. */
export function createPause(): Pause {
  let over: PromiseWithResolvers<void> | null = null;
  return {
    get isPaused() {
      return over !== null;
    },
    pause() {
      over ??= Promise.withResolvers<void>();
    },
    resume() {
      over?.resolve();
      over = null;
    },
    async passed(signal) {
      while (over !== null) await untilEither(over.promise, signal);
    },
  };
}

function untilEither(over: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return over;
  return new Promise((resolve, reject) => {
    const stop = () => reject(aborted(signal));
    if (signal.aborted) return stop();
    signal.addEventListener("abort", stop, { once: true });
    void over.then(() => {
      signal.removeEventListener("abort", stop);
      resolve();
    });
  });
}
