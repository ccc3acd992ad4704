import { hasCode } from "../error.ts";

export interface RetryOptions {
  /** Codes that another attempt may settle. */
  readonly codes: readonly string[];
  /** Milliseconds before it. Default 500. */
  readonly delay?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads, and where that fails with one of the codes, reads once more after a pause. What looks
 * like a withheld or contradictory answer may be a reorganisation in the middle of it, or a node
 * behind the same address that lags by a block.
 */
export async function onceMore<T>(
  read: () => Promise<T>,
  { codes, delay = 500, signal }: RetryOptions,
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    signal?.throwIfAborted();
    if (!codes.some((code) => hasCode(error, code))) throw error;
    await pause(delay, signal);
    return read();
  }
}

/** Waits so long, or until the signal fires: then it rejects with its reason. */
export function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", abort);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", abort, { once: true });
  });
}
