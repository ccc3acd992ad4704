"use client";

import { useQueries } from "@tanstack/react-query";
import type { ListedLease } from "../../lib/sharing/index.ts";
import type { Ending } from "../_text/lease-ending.ts";
import { endingOf } from "../_text/lease-ending.ts";
import { useRead } from "./use-read.ts";
import { useWorld } from "./use-world.ts";

/** Of so many of the newest that were ended early it is looked up when. */
const LOOKED_UP = 100;

/**
 * When leases end or ended: at their terms, or earlier by the blocks that ended them (until those are
 * read, at their terms).
 */
export function useEndings(leases: readonly ListedLease[]): Ending[] {
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
  return leases.map((lease) => {
    const { ended } = lease;
    const time = ended === null ? undefined : times[blocks.indexOf(ended.block)]?.data;
    return endingOf(lease, time);
  });
}

/** The same of one lease. */
export function useEnding(lease: ListedLease): Ending {
  const [ending] = useEndings([lease]);
  return ending as Ending;
}
