import type { CustomTransport } from "viem";
import { custom } from "viem";

/** The part of an EIP-1193 provider that a transport needs. */
export interface Provider {
  request(args: { method: string; params?: unknown }): Promise<unknown>;
}

/** What went over a transport. */
export interface Traffic {
  requests: number;
  byMethod: Record<string, number>;
  /** Requests in each sequential round trip (lockstep only): its length is their number. */
  rounds: number[];
}

export interface CountedTransport {
  transport: CustomTransport;
  provider: Provider;
  /** What went over it since the start or the last `reset`. */
  traffic: Traffic;
  reset(): void;
}

/** Answers each request `delay` milliseconds late, and counts. */
export function slowTransport(inner: Provider, { delay }: { delay: number }): CountedTransport {
  return countedTransport(async (args) => {
    const [result] = await Promise.all([inner.request(args), sleep(delay)]);
    return result;
  });
}

/**
 * Answers requests in rounds: all that was asked before the last answers came is answered at
 * once. So the number of rounds is the number of sequential round trips, on any machine.
 */
export function lockstepTransport(inner: Provider): CountedTransport {
  interface Waiting {
    args: Parameters<Provider["request"]>[0];
    resolve(result: unknown): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let running = false;

  async function run(): Promise<void> {
    running = true;
    for (;;) {
      // A macrotask lets every continuation of the last round ask what it wants to ask.
      await sleep(0);
      const round = waiting;
      if (round.length === 0) break;
      waiting = [];
      counted.traffic.rounds.push(round.length);
      const outcomes = await Promise.allSettled(round.map(({ args }) => inner.request(args)));
      for (const [i, outcome] of outcomes.entries()) {
        if (outcome.status === "fulfilled") round[i]?.resolve(outcome.value);
        else round[i]?.reject(outcome.reason);
      }
    }
    running = false;
  }

  const counted = countedTransport((args) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    waiting.push({ args, resolve, reject });
    if (!running) void run();
    return promise;
  });
  return counted;
}

/** Hands requests to `answer`, which may delay, change or refuse them, and counts. */
export function countedTransport(answer: Provider["request"]): CountedTransport {
  const traffic: Traffic = { requests: 0, byMethod: {}, rounds: [] };
  const provider: Provider = {
    request(args) {
      traffic.requests++;
      traffic.byMethod[args.method] = (traffic.byMethod[args.method] ?? 0) + 1;
      return answer(args);
    },
  };
  return {
    // Retries would hide what a test wants to see.
    transport: custom(provider, { retryCount: 0 }),
    provider,
    traffic,
    reset: () => Object.assign(traffic, { requests: 0, byMethod: {}, rounds: [] }),
  };
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
