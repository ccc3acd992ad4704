"use client";

import { useQueries } from "@tanstack/react-query";
import type { Lease } from "../../lib/sharing/index.ts";
import { sliceStart } from "../../lib/slice.ts";
import { useRead } from "./use-read.ts";
import { useWorld } from "./use-world.ts";

/**
 * When each lease ends or ended, in unix seconds: at its term, or earlier by the block that ended
 * it (until that is read, at its term).
 */
export function useEndTimes(leases: readonly Lease[]): number[] {
  const { sharing } = useWorld();
  const read = useRead();
  const blocks = useQueries({
    queries: leases.map(({ ended }) => ({
      queryKey: ["block-time", String(ended?.block)],
      queryFn: () => read((at) => sharing.blockTime(at, { block: ended?.block ?? 0n })),
      enabled: ended !== null,
      staleTime: Number.POSITIVE_INFINITY,
    })),
  });
  return leases.map((lease, i) => {
    const term = sliceStart(lease.expiresAt);
    return Math.min(term, blocks[i]?.data ?? term);
  });
}
