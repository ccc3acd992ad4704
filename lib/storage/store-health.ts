import type { StorageError } from "./errors.ts";

/** The rest after a first failure; it doubles with each further one. */
const FIRST_REST_MS = 1000;
const LONGEST_REST_MS = 60_000;

/** How long a store that said that it was full is not offered blocks where others are. */
const FULL_REST_MS = 60_000;

/** After this long a latency says nothing any more, so that a slow store gets another chance. */
const LATENCY_LASTS_MS = 60_000;

/** Weight of the newest latency in the average. */
const NEWEST = 0.3;

/** How a store has done lately, for people and for choosing among stores. */
export interface StoreHealth {
  readonly name: string;
  /** `down`: its latest answer was a failure. */
  readonly state: "unknown" | "up" | "down";
  /** Milliseconds that an answer takes lately; null before the first. */
  readonly latency: number | null;
  readonly successes: number;
  readonly failures: number;
  /** How many failures were bytes that are not those of the CID: damage, or a lie. */
  readonly wrongBlocks: number;
  readonly lastError: { readonly error: StorageError; readonly at: number } | null;
  /** Until when it is spared where others do, in unix milliseconds; null if it is not. */
  readonly restsUntil: number | null;
  /** Until when it counts as full, in unix milliseconds; null if it does not. It is read as ever. */
  readonly fullUntil: number | null;
}

export interface HealthRecord {
  report(): StoreHealth;
  succeeded(milliseconds: number): void;
  failed(error: StorageError): void;
  /** It has not answered for so long, and was not waited for. */
  tooSlow(milliseconds: number): void;
  /** Milliseconds that an answer is likely to take; 0 if it was not asked lately. */
  expected(): number;
  resting(): boolean;
  full(): boolean;
}

export function createHealthRecord(
  name: string,
  { now = Date.now }: { now?: () => number } = {},
): HealthRecord {
  let health: StoreHealth = {
    name,
    state: "unknown",
    latency: null,
    successes: 0,
    failures: 0,
    wrongBlocks: 0,
    lastError: null,
    restsUntil: null,
    fullUntil: null,
  };
  let failuresInARow = 0;
  let measuredAt = 0;

  function measured(milliseconds: number): number {
    measuredAt = now();
    const latency = health.latency ?? milliseconds;
    return latency + NEWEST * (milliseconds - latency);
  }

  const expected = () =>
    now() - measuredAt < LATENCY_LASTS_MS && health.latency !== null ? health.latency : 0;

  return {
    report: () => health,
    expected,
    full: () => health.fullUntil !== null && now() < health.fullUntil,
    resting: () => health.restsUntil !== null && now() < health.restsUntil,

    succeeded(milliseconds) {
      failuresInARow = 0;
      health = {
        ...health,
        state: "up",
        latency: measured(milliseconds),
        successes: health.successes + 1,
        restsUntil: null,
      };
    },

    failed(error) {
      const at = now();
      const lastError = { error, at };
      const failures = health.failures + 1;
      if (error.reason === "full") {
        health = { ...health, failures, lastError, fullUntil: at + FULL_REST_MS };
        return;
      }
      const rest = Math.min(FIRST_REST_MS * 2 ** failuresInARow++, LONGEST_REST_MS);
      health = {
        ...health,
        state: "down",
        failures,
        wrongBlocks: health.wrongBlocks + (error.reason === "wrong-block" ? 1 : 0),
        lastError,
        restsUntil: at + rest,
      };
    },

    tooSlow(milliseconds) {
      if (milliseconds > expected()) health = { ...health, latency: measured(milliseconds) };
    },
  };
}
