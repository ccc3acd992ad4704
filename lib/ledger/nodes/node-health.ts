import type { LedgerError } from "../errors.ts";

/** The rest after a first failure; it doubles with each further one. */
const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 60_000;

/** After this long a latency says nothing any more, so that a slow node gets another chance. */
const LATENCY_LASTS_MS = 60_000;

/** How long a node that was found wrong is asked only where no other is left. */
const DISTRUST_MS = 10 * 60_000;

/** Latencies that differ by less are alike: the nodes' order decides, and stays. */
const ALIKE_MS = 50;

/** Weight of the newest latency in the average. */
const NEWEST = 0.3;

/** Blocks behind the highest that are no more than what the way to a node takes. */
const LAG_LIMIT = 3n;

/**
 * - `unknown`: not asked yet
 * - `up`: its latest answer was one
 * - `lagging`: it answers, but of a chain that is behind what another node has
 * - `down`: its latest answer was a failure
 * - `distrusted`: it was found alone with what it says, or left something out
 */
export type NodeState = "unknown" | "up" | "lagging" | "down" | "distrusted";

/** How a node has done lately, for people and for choosing among nodes. */
export interface NodeHealth {
  /** Its host, which is fit to be shown: addresses of nodes often hold an access key. */
  readonly name: string;
  readonly url: string;
  readonly state: NodeState;
  /** Its newest block when it was last asked; null before. */
  readonly height: bigint | null;
  /** Blocks behind the highest node; null where its height is not known. */
  readonly lag: number | null;
  /** Milliseconds that an answer takes lately; null before the first. */
  readonly latency: number | null;
  readonly successes: number;
  readonly failures: number;
  readonly lastError: { readonly error: LedgerError; readonly at: number } | null;
  /** Until when it is spared where others do, in unix milliseconds; null if it is not. */
  readonly restsUntil: number | null;
}

export interface NodeRecord {
  /** `highest` is the newest block that any node has shown. */
  report(highest: bigint | null): NodeHealth;
  succeeded(milliseconds: number): void;
  failed(error: LedgerError): void;
  /** It has not answered for so long, and was not waited for. */
  tooSlow(milliseconds: number): void;
  /** It showed a block of that number. */
  reached(height: bigint): void;
  /** It contradicts other nodes, or leaves something out that another one has. */
  distrust(error: LedgerError): void;
  /** It agrees with another node again. */
  trust(): void;
  isTrusted(): boolean;
  /** Whether it failed a moment ago and is to be spared. */
  isResting(): boolean;
  /** Milliseconds that an answer is likely to take; 0 if it was not asked lately. */
  expected(): number;
  /** The lower, the sooner it is asked. */
  rank(highest: bigint | null): number;
}

export function createNodeRecord(
  { name, url }: { name: string; url: string },
  { now = Date.now }: { now?: () => number } = {},
): NodeRecord {
  let latency: number | null = null;
  let measuredAt = 0;
  let successes = 0;
  let failures = 0;
  let failuresInARow = 0;
  let height: bigint | null = null;
  let lastError: NodeHealth["lastError"] = null;
  let restsUntil = 0;
  let distrustedUntil = 0;

  function measured(milliseconds: number): void {
    measuredAt = now();
    latency = latency === null ? milliseconds : latency + NEWEST * (milliseconds - latency);
  }

  const expected = () => (now() - measuredAt < LATENCY_LASTS_MS && latency !== null ? latency : 0);
  const lagging = (highest: bigint | null) =>
    highest !== null && height !== null && highest - height > LAG_LIMIT;

  function stateOf(highest: bigint | null): NodeState {
    if (now() < distrustedUntil) return "distrusted";
    if (failuresInARow > 0) return "down";
    if (successes === 0) return "unknown";
    return lagging(highest) ? "lagging" : "up";
  }

  return {
    expected,

    report: (highest) => ({
      name,
      url,
      state: stateOf(highest),
      height,
      lag: height === null || highest === null ? null : Number(highest - height),
      latency,
      successes,
      failures,
      lastError,
      restsUntil: now() < restsUntil ? restsUntil : null,
    }),

    succeeded(milliseconds) {
      measured(milliseconds);
      successes++;
      failuresInARow = 0;
      restsUntil = 0;
    },

    failed(error) {
      const at = now();
      failures++;
      lastError = { error, at };
      // Many requests that were under way together fail together: that is one failure.
      if (at < restsUntil) return;
      restsUntil = at + Math.min(FIRST_REST_MS * 2 ** failuresInARow++, LONGEST_REST_MS);
    },

    tooSlow(milliseconds) {
      if (milliseconds > expected()) measured(milliseconds);
    },

    reached(block) {
      height = block;
    },

    distrust(error) {
      lastError = { error, at: now() };
      distrustedUntil = now() + DISTRUST_MS;
    },

    trust() {
      distrustedUntil = 0;
    },

    isTrusted: () => now() >= distrustedUntil,
    isResting: () => now() < restsUntil,

    rank(highest) {
      const distrust = now() < distrustedUntil ? 1e12 : 0;
      const rest = now() < restsUntil ? 1e9 : 0;
      return distrust + rest + (lagging(highest) ? 1e6 : 0) + Math.floor(expected() / ALIKE_MS);
    },
  };
}
