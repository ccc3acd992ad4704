"use client";

import { useQueries } from "@tanstack/react-query";
import type { Lease } from "../../lib/sharing/index.ts";
import { sliceStart } from "../../lib/slice.ts";
import { useRead } from "./use-read.ts";
import { useWorld } from "./use-world.ts";

/** Of so many of the newest that were ended early it is looked up when. */
const LOOKED_UP = 100;

/**
 * When each lease ends or ended, in unix seconds: at its term, or earlier by the block that ended
 * it (until that is read, at its term).
 */
export function useEndTimes(leases: readonly Lease[]): number[] {
  const { sharing } = useWorld();
  const read = useRead();
  const all = leases.flatMap(({ ended }) => (ended === null ? [] : [ended.block]));
  const blocks = [...new Set(all)].slice(0, LOOKED_UP);
  const times = useQueries({
    queries: blocks.map((block) => ({
      queryKey: ["block-time", String(block)],
      queryFn: () => read((at) => sharing.blockTime(at, { block })),
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  return leases.map(({ ended, expiresAt }) => {
    const term = sliceStart(expiresAt);
    const known = ended === null ? undefined : times[blocks.indexOf(ended.block)]?.data;
    return Math.min(term, known ?? term);
  });
}
