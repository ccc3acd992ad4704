import { setTimeout as sleep } from "node:timers/promises";
import type { Victim } from "./processes.ts";

/** How often each fault was injected, by `kind of victim/fault`. */
export type FaultCounts = Record<string, number>;

type Fault = "kill" | "pause" | "slow" | "cut" | "refuse" | "lie" | "full" | "wipe";

const FAULTS: Readonly<Record<Victim["kind"], readonly Fault[]>> = {
  rpc: ["kill", "pause", "slow", "cut", "refuse", "lie"],
  storage: ["kill", "pause", "slow", "cut", "refuse", "lie", "full"],
};

/** Milliseconds that a fault lasts, and that pass between two. */
const LASTS = [500, 5000] as const;
const PAUSES = [200, 1200] as const;

/** The largest error of this computer's clock: a day either way. */
const MAX_SKEW_MS = 24 * 60 * 60_000;

export interface FaultOptions {
  victims: readonly Victim[];
  /** The next of a series of numbers from 0 to 1. */
  random(): number;
  /** Lets the chain's clock jump by so many seconds. */
  passTime(seconds: number): Promise<void>;
  /** Before a node loses its disk: brings every block to where it should be. False if it cannot. */
  repair(): Promise<boolean>;
  signal: AbortSignal;
}

/**
 * Injects faults until the signal fires, several at a time, then heals all. At any time at most one
 * RPC node and at most all storage nodes but one are not in order; a disk is lost only while all
 * other storage nodes are in order, and have everything.
 */
export async function injectFaults(options: FaultOptions): Promise<FaultCounts> {
  const { victims, random, signal } = options;
  const counts: FaultCounts = {};
  const underWay = new Set<Promise<void>>();
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)] as T;
  const between = ([low, high]: readonly [number, number]) => low + random() * (high - low);
  const realNow = Date.now;
  let isWiping = false;

  const mayBreak = (victim: Victim): boolean => {
    const others = victims.filter((it) => it.kind === victim.kind && it !== victim);
    return victim.healthy && others.some(({ healthy }) => healthy) && rpcIsWhole(victim);
  };
  // Of two RPC nodes only one may be broken; of three storage nodes two.
  const rpcIsWhole = (victim: Victim) =>
    victim.kind !== "rpc" || victims.every(({ kind, healthy }) => kind !== "rpc" || healthy);

  async function afflict(victim: Victim, fault: Fault): Promise<void> {
    victim.healthy = false;
    count(`${victim.kind}/${fault}`);
    const lasts = between(LASTS);
    if (fault === "kill" || fault === "wipe") {
      await (fault === "wipe" ? victim.wipe() : victim.kill());
      await sleep(lasts);
      await victim.restart();
    } else if (fault === "pause") {
      victim.pause();
      await sleep(lasts);
      victim.resume();
    } else {
      await victim.misbehave(fault);
      await sleep(lasts);
      await victim.misbehave("none");
    }
    victim.healthy = true;
  }

  function count(name: string): void {
    counts[name] = (counts[name] ?? 0) + 1;
  }

  async function wipeOne(): Promise<void> {
    const stores = victims.filter(({ kind }) => kind === "storage");
    if (!stores.every(({ healthy }) => healthy)) return;
    isWiping = true;
    try {
      if (!(await options.repair())) return;
      await afflict(pick(stores), "wipe");
      // Until it has everything again, losing another one could lose something.
      while (!signal.aborted && !(await options.repair())) await sleep(200);
    } finally {
      isWiping = false;
    }
  }

  function run(work: Promise<void>): void {
    const task = work.finally(() => underWay.delete(task));
    underWay.add(task);
  }

  while (!signal.aborted) {
    await sleep(between(PAUSES), undefined, { signal }).catch(() => undefined);
    if (signal.aborted) break;
    const dice = random();
    if (dice < 0.06) {
      count("clock/skew");
      const skew = Math.round((random() * 2 - 1) * MAX_SKEW_MS);
      Date.now = () => realNow() + skew;
    } else if (dice < 0.12) {
      count("chain/time jumps");
      await options.passTime(30 + random() * 90).catch(() => undefined);
    } else if (dice < 0.2) {
      if (!isWiping) run(wipeOne());
    } else {
      const able = victims
        .filter(mayBreak)
        // While a disk is being lost and filled again, the others have to hold.
        .filter(({ kind }) => kind !== "storage" || !isWiping);
      if (able.length > 0) {
        const victim = pick(able);
        run(afflict(victim, pick(FAULTS[victim.kind])));
      }
    }
  }
  await Promise.all(underWay);
  Date.now = realNow;
  return counts;
}
