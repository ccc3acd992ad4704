"use client";

import { useSyncExternalStore } from "react";
import { useWorld } from "./use-world.ts";

/** The chain's time in unix seconds, moving on every second; null until the first block is seen. */
export function useChainSeconds(): number | null {
  const { clock } = useWorld();
  return useSyncExternalStore(clock.subscribe, clock.now, () => null);
}

/** The chain's minute, the unit of leases; moves on when a minute is over. */
export function useChainSlice(): number | null {
  const { clock } = useWorld();
  return useSyncExternalStore(clock.subscribe, clock.slice, () => null);
}
