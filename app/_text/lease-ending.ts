import type { LeaseState, ListedLease } from "../../lib/sharing/index.ts";
import { sliceStart } from "../../lib/slice.ts";

/** When a lease ends or ended, in unix seconds, and its state as a person would say it. */
export interface Ending {
  at: number;
  state: LeaseState;
}

/**
 * What was ended after its term had run out by then, whatever took its place.
 *
 * @param endedAt the time of the block that ended it, in unix seconds, where one did and it is known
 */
export function endingOf(lease: ListedLease, endedAt: number | undefined): Ending {
  const term = sliceStart(lease.expiresAt);
  if (endedAt === undefined) return { at: term, state: lease.state };
  return endedAt >= term ? { at: term, state: "expired" } : { at: endedAt, state: lease.state };
}
