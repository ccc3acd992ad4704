import { PUBLICATION_TOLERANCE } from "../../slice.ts";
import type { Lease } from "./lease.ts";
import { isRunning } from "./lease.ts";

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
  /**
   * All leases ever granted on the record that are known, in the order of the ledger, and those whose
   * keys were handed out although the ledger does not have them.
   */
  leases: readonly Lease[];
  /** Whether some stand under a root whose list cannot be had, and whether some such were ended. */
  unknown: { standing: boolean; ended: boolean };
  /** The slice in which a section's present secret came into force; 0 for the first. */
  rotatedAt: (section: number) => number;
  /** Whether a lease that covers a section has its present secret. */
  hasSecret: (lease: Lease, section: number) => boolean;
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

/** Whether a former holder has slice keys of this section for entries from a slice on. */
function hasFormerHolder(
  { leases, unknown }: SectionHistory,
  { section, slice }: { section: number; slice: number },
): boolean {
  if (unknown.ended) return true;
  return leases.some(
    (lease, i) =>
      slice < lease.expiresAt &&
      lease.sections.includes(section) &&
      endedEarlyOn(section, leases, i),
  );
}

/** A lease whose successor keeps the section at least as long did not end early on it. */
function endedEarlyOn(section: number, leases: readonly Lease[], at: number): boolean {
  const lease = leases[at] as Lease;
  if (lease.ended === null) return false;
  if (lease.ended.how !== "replaced") return true;
  const successor = successorsOf(leases)[at];
  return (
    successor === undefined ||
    successor.expiresAt < lease.expiresAt ||
    !successor.sections.includes(section)
  );
}

/** Successors of the leases in lists that were asked about: such lists never change. */
const successors = new WeakMap<readonly Lease[], readonly (Lease | undefined)[]>();

/** For each lease the direct one that took its place; those under roots take nobody's. */
function successorsOf(leases: readonly Lease[]): readonly (Lease | undefined)[] {
  const known = successors.get(leases);
  if (known) return known;
  const later = new Map<Lease["grantee"], Lease>();
  const found: (Lease | undefined)[] = new Array(leases.length);
  for (const [i, lease] of [...leases.entries()].reverse()) {
    found[i] = later.get(lease.grantee);
    if (lease.root === null) later.set(lease.grantee, lease);
  }
  successors.set(leases, found);
  return found;
}

/**
 * The sections of a grant that must rotate before it, so that it does not bring a secret under which
 * there are entries for whose slices a former holder has the keys. That holder's time may be over
 * by now: the secret in force is as old as its rotation, and an entry that came with the rotation may
 * be of a slice somewhat before it.
 */
export function sectionsToRotateBeforeGrant(
  history: SectionHistory,
  sections: readonly number[],
): number[] {
  return sections.filter((section) =>
    hasFormerHolder(history, {
      section,
      slice: history.rotatedAt(section) - PUBLICATION_TOLERANCE,
    }),
  );
}

/**
 * Whether a section must rotate before the owner's next entry: another lease ran out meanwhile, one
 * that runs was passed over by a rotation which was signed before it was granted, or somebody whose
 * lease was ended, or was signed and can no longer be sent, has the present secret.
 */
export function mustRotateBeforeEntry(
  history: SectionHistory,
  entry: { section: number; slice: number },
): boolean {
  const passedOver = history.leases.some(
    (lease) =>
      isRunning(lease, entry.slice) &&
      lease.sections.includes(entry.section) &&
      !history.hasSecret(lease, entry.section),
  );
  const outsider = history.leases.some(
    (lease, i) =>
      entry.slice < lease.expiresAt &&
      lease.sections.includes(entry.section) &&
      endedEarlyOn(entry.section, history.leases, i) &&
      history.hasSecret(lease, entry.section),
  );
  return passedOver || outsider || (someRanOut(history, entry) && hasFormerHolder(history, entry));
}

/**
 * The sections that must rotate along with any others: every rotation voids the leases that are
 * handed out and not in the ledger, and those who hold their keys must not keep a present secret.
 */
export function sectionsToRotateAlong(
  history: SectionHistory,
  { handedOut, slice }: { handedOut: readonly Lease[]; slice: number },
): number[] {
  return handedOut
    .filter(({ expiresAt }) => slice < expiresAt)
    .flatMap((lease) => lease.sections.filter((section) => history.hasSecret(lease, section)));
}

/**
 * Whether a lease on the section ran out whose holder has the present secret: since it was made, or
 * while the rotation was on its way.
 */
function someRanOut(history: SectionHistory, entry: { section: number; slice: number }): boolean {
  if (history.unknown.standing || history.unknown.ended) return true;
  return history.leases.some(
    (lease) =>
      lease.sections.includes(entry.section) &&
      lease.expiresAt <= entry.slice &&
      history.hasSecret(lease, entry.section),
  );
}
