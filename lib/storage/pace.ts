import { aborted } from "./errors.ts";

/**
 * A function that waits so long that no more than so many bytes go by in a second; it does not wait
 * where no limit is given. What waits is let through in turn.
 *
 * @throws `storage/aborted`
 */
export function createPace(
  bytesPerSecond: number | undefined,
): (bytes: number, signal?: AbortSignal | undefined) => Promise<void> {
  let free = 0;
  return async (bytes, signal) => {
    if (bytesPerSecond === undefined) return;
    const now = performance.now();
    const wait = Math.max(0, free - now);
    free = Math.max(now, free) + (bytes / bytesPerSecond) * 1000;
    if (wait > 0) await pause(wait, signal);
  };
}

/** Waits so long. @throws `storage/aborted` */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => {
      clearTimeout(timer);
      reject(aborted(signal as AbortSignal));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    if (signal?.aborted) stop();
    else signal?.addEventListener("abort", stop, { once: true });
  });
}
