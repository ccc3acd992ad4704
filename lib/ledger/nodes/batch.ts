import type { Transport } from "viem";
import { createTransport, http, stringify } from "viem";
import type { Waiters } from "../waiters.ts";
import { afterTurn, createWaiters } from "../waiters.ts";

/** Requests in a batch: as many as most public nodes take. */
const MOST = 100;

interface BatchedOptions {
  /** Whether a request changes something: then it is put as often as it is made. */
  acts(method: string): boolean;
  /** Replaces viem's transport, which makes one batch of what is asked at once with one signal. */
  inner?: Transport;
}

/** What is asked in one turn of the event loop. */
interface Turn {
  readonly answers: Map<string, Promise<unknown>>;
  readonly waiters: Waiters;
}

/**
 * A node at an address, by HTTP. What is asked in one turn of the event loop goes as one batch, and what
 * is asked twice in it goes once: rows of a list read at the same time, each for itself. A batch is given
 * up when all who wait for it have.
 *
 * viem by itself makes a batch for each signal.
 */
export function batchedHttp(
  url: string,
  { acts, inner = http(url, { batch: { batchSize: MOST } }) }: BatchedOptions,
): Transport {
  return (config) => {
    const node = inner(config);
    let turn: Turn | null = null;

    function turnNow(): Turn {
      if (turn !== null && !turn.waiters.stop.aborted) return turn;
      const begun = { answers: new Map(), waiters: createWaiters() };
      turn = begun;
      afterTurn(() => {
        if (turn === begun) turn = null;
      });
      return begun;
    }

    async function request(
      args: { method: string; params?: unknown },
      { signal }: { signal?: AbortSignal } = {},
    ): Promise<unknown> {
      if (acts(args.method)) return node.request(args as never, signal && ({ signal } as never));
      const { answers, waiters } = turnNow();
      const key = stringify([args.method, args.params]);
      const answer =
        answers.get(key) ?? node.request(args as never, { signal: waiters.stop } as never);
      answers.set(key, answer);
      return waiters.join(answer, signal);
    }

    return createTransport({
      ...{ key: "batched", name: "Batched HTTP", type: "http", retryCount: 0 },
      request: request as never,
    });
  };
}
