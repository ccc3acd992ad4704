import type { Lease } from "./lease.ts";

/**
 * When secrets must change (protocol §4, docs/SECURITY.md "Who together").
 *
 * A lease that was ended early leaves its holder with slice keys up to its original end; whoever is
 * or was live in an epoch has that epoch's secret. So that no two of them together open what neither
 * may, an early end rotates its sections, and while its original time still runs, so does every start
 * and every end of another lease on them, before the next grant or the owner's next entry.
 *
 * Everything here is a pure function of the record's history.
 */
export interface SectionHistory {
  /** All leases ever granted on the record, in the order of the ledger. */
  leases: readonly Lease[];
  /** The slice in which a section's present secret was made; 0 for the first. */
  rotatedAt: (section: number) => number;
}

/** What ends early when a lease is revoked now: its sections, unless it has run out by itself. */
export function sectionsEndedBy(lease: Lease, slice: number): number[] {
  return lease.ended === null && slice < lease.expiresAt ? lease.sections : [];
}

/** What ends early when `next` takes the place of `present`: sections taken away, or all if time is. */
export function sectionsNarrowedBy(
  present: Lease,
  next: { sections: readonly number[]; expiresAt: number },
  { slice }: { slice: number },
): number[] {
  const ended = sectionsEndedBy(present, slice);
  if (next.expiresAt < present.expiresAt) return ended;
  return ended.filter((section) => !next.sections.includes(section));
}

/** Whether a former holder still has slice keys of this section for entries to come. */
function hasFormerHolder(
  { leases }: SectionHistory,
  { section, slice }: { section: number; slice: number },
): boolean {
  return leases.some(
    (lease, i) =>
      slice < lease.expiresAt &&
      lease.sections.includes(section) &&
      endedEarlyOn(section, lease, leases.slice(i + 1)),
  );
}

/** A lease whose successor keeps the section at least as long did not end early on it. */
function endedEarlyOn(section: number, lease: Lease, later: readonly Lease[]): boolean {
  if (lease.ended === null) return false;
  if (lease.ended.how !== "replaced") return true;
  const successor = later.find((other) => other.grantee === lease.grantee);
  return (
    successor === undefined ||
    successor.expiresAt < lease.expiresAt ||
    !successor.sections.includes(section)
  );
}

/** The sections of a grant that must rotate before it, so that it does not bring the present secret. */
export function sectionsToRotateBeforeGrant(
  history: SectionHistory,
  grant: { sections: readonly number[]; slice: number },
): number[] {
  return grant.sections.filter((section) =>
    hasFormerHolder(history, { section, slice: grant.slice }),
  );
}

/** Whether a section must rotate before the owner's next entry: another lease ran out meanwhile. */
export function mustRotateBeforeEntry(
  history: SectionHistory,
  entry: { section: number; slice: number },
): boolean {
  const since = history.rotatedAt(entry.section);
  const someRanOut = history.leases.some(
    (lease) =>
      lease.sections.includes(entry.section) &&
      lease.expiresAt > since &&
      lease.expiresAt <= entry.slice,
  );
  return someRanOut && hasFormerHolder(history, entry);
}
