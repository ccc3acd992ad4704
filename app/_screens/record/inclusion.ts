import type { GrantTerms, Lease } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { formatNear } from "../../_text/format.ts";

/**
 * What a lease includes: everything, what an earlier one of new entries only included and what comes
 * after, or what is added from its start on.
 */
export type Included = "all" | "before" | "new";

/** The running lease that is to be changed. */
export type Running = Pick<Lease, "since" | "notBefore" | "expiresAt" | "sections">;

interface Chosen {
  included: Included;
  running: Running | null;
  sections: readonly number[];
  /** The new lease's. */
  notBefore: number;
}

/** A lease that is running and was granted by itself: only such a one can go on in another. */
export function runningOf(lease: Lease | undefined, slice: number): Running | null {
  if (lease === undefined || lease.root !== null || lease.ended !== null) return null;
  return lease.notBefore <= slice && slice < lease.expiresAt ? lease : null;
}

/** What is proposed where a lease is changed, prolonged or granted again. */
export function includedLike(lease: Lease | undefined, slice: number): Included {
  if (lease === undefined || lease.since === 0) return "all";
  return runningOf(lease, slice) === null ? "new" : "before";
}

/** Whether what the running lease includes can stay included: the library's conditions. */
function canGoOn({ running, sections, notBefore }: Chosen, slice: number): boolean {
  return (
    running !== null &&
    running.since > 0 &&
    slice < running.expiresAt &&
    notBefore <= slice &&
    sections.every((it) => running.sections.includes(it))
  );
}

/** What is chosen, as the terms of a lease. */
export function inclusionTerms(
  chosen: Chosen,
  slice: number,
): Pick<GrantTerms, "history" | "since"> {
  if (chosen.included === "all") return { history: true };
  const goesOn = chosen.included === "before" && canGoOn(chosen, slice);
  return { history: false, since: goesOn ? chosen.running?.since : undefined };
}

/** What is included, and what is not, in a sentence or two. */
export function inclusionSentence(chosen: Chosen, slice: number): string {
  const { included, running } = chosen;
  const { history, since } = inclusionTerms(chosen, slice);
  if (history) return "Everything in there now is included, and so is what is added before then.";
  if (since !== undefined) {
    const from = formatNear(sliceStart(since), sliceStart(slice));
    return `What was added since ${from} stays included, and so is what is added before then; what is older stays closed.`;
  }
  const anew = "Only what is added from the start of the lease on is included;";
  if (running === null) return `${anew} what is there already stays closed.`;
  const why =
    included === "before" ? "With a new section or a later start, the lease counts anew. " : "";
  return `${why}${anew} what can be read now closes.`;
}
