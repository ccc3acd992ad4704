import type { Address } from "viem";
import { sameAddress } from "../address.ts";
import { SharingError } from "../errors.ts";
import { standingLease } from "../records/record-history.ts";
import type { Snapshot } from "../records/snapshot.ts";
import type { Lease } from "./lease.ts";

/*
 * A lease of new entries only may go on in another: one that takes its place and opens from the same
 * slice and the same epoch on. It opens nothing that the earlier one did not: not what came before
 * that one, no other sections, and no gap, since only one that runs can go on (protocol §4).
 */

/** What is asked of a lease that may go on in another: terms to grant (`terms.ts`). */
interface Asked {
  grantee: Address;
  sections: readonly number[];
  history: boolean;
  notBefore: number;
  since?: number | undefined;
}

/**
 * The lease in which terms go on; null if they begin anew.
 *
 * @throws SharingError `sharing/lease-over` if the account's lease does not run any more or is another
 *   than the one that was to go on; `sharing/bad-terms` if a section is new in it, if it has not begun,
 *   or if the terms begin later than now or ask for the history too
 */
export function continuedLease({ history, slice }: Snapshot, asked: Asked): Lease | null {
  const { since } = asked;
  if (since === undefined) return null;
  const lease = standingLease(history, asked.grantee);
  if (lease === null || lease.expiresAt <= slice || lease.since !== since) {
    throw new SharingError("sharing/lease-over", "The lease that was to go on is over.");
  }
  if (!canGoOn(lease, asked, { slice })) {
    throw new SharingError("sharing/bad-terms", "A lease cannot go on like this.");
  }
  return lease;
}

/**
 * Whether a direct lease that has not ended can go on in one on other terms. A section that is new
 * would bring keys that neither its holder nor a former one had, and that both together could use.
 */
export function canGoOn(
  lease: Pick<Lease, "since" | "notBefore" | "expiresAt" | "sections">,
  asked: Pick<Asked, "sections" | "history" | "notBefore">,
  { slice }: { slice: number },
): boolean {
  return (
    lease.since > 0 &&
    lease.notBefore <= slice &&
    slice < lease.expiresAt &&
    !asked.history &&
    asked.notBefore <= slice &&
    asked.sections.every((it) => lease.sections.includes(it))
  );
}

/** The first epoch of whose entries a lease has keys. */
export function firstEpochOf(lease: Lease, leases: readonly Lease[]): number {
  return lease.since === 0 ? 0 : firstLeaseOf(lease, leases).epoch;
}

/**
 * The lease with which a lease of new entries only began: itself, or the first of those that went on
 * in it, or that were granted again as it. One that went on within its first minute cannot be told
 * from one that began anew, and counts as that: it has fewer keys then, not more.
 *
 * @param leases all of the record, in the order of the ledger
 */
export function firstLeaseOf(lease: Lease, leases: readonly Lease[]): Lease {
  let first = lease;
  for (let earlier = earlierOf(first, leases); earlier; earlier = earlierOf(first, leases)) {
    first = earlier;
  }
  return first;
}

/** The lease that went on in this one, or that was granted again as it. */
function earlierOf(lease: Lease, leases: readonly Lease[]): Lease | undefined {
  const at = leases.indexOf(lease);
  const isEarlier = (it: Lease, i: number) =>
    i < at &&
    it.ended !== null &&
    it.since === lease.since &&
    sameAddress(it.grantee, lease.grantee) &&
    sameAddress(it.owner, lease.owner);
  return leases.findLast(
    (it, i) => isEarlier(it, i) && (wentOnIn(it, lease) || wasGrantedAgainAs(it, lease)),
  );
}

/** A lease that begins anew opens nothing older than its start; one in which another goes on does. */
function wentOnIn(earlier: Lease, lease: Lease): boolean {
  const isDirect = earlier.root === null && lease.root === null;
  return isDirect && lease.since < lease.notBefore && earlier.ended?.how === "replaced";
}

/** After a new version of the record secret, which ended all leases: on the terms it had. */
function wasGrantedAgainAs(earlier: Lease, lease: Lease): boolean {
  return (
    earlier.generation < lease.generation &&
    (earlier.root === null) === (lease.root === null) &&
    earlier.notBefore === lease.notBefore &&
    earlier.expiresAt === lease.expiresAt &&
    String(earlier.sections) === String(lease.sections)
  );
}
