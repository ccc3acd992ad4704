"use client";

import { useChainSeconds } from "../_hooks/use-clock.ts";

/** The chain's time, running. */
export function ChainTime({ format }: { format: (unixSeconds: number) => string }) {
  const seconds = useChainSeconds();
  return seconds === null ? "not known yet" : format(seconds);
}
