import type { Address, Hex } from "viem";

/**
 * `pending` before `notBefore`; `replaced` when a later grant to the same account took its place;
 * `closed` when the record was closed or changed hands.
 */
export type LeaseState = "pending" | "live" | "expired" | "revoked" | "replaced" | "closed";

/** How a lease ended before its time: by a call of the owner. */
export type LeaseEnding = "revoked" | "replaced" | "closed";

/**
 * One lease of the ledger's history, granted to its account directly or under a root, with what
 * became of it. Slices are minutes since 1970.
 */
export interface Lease {
  record: Hex;
  owner: Address;
  grantee: Address;
  /** Section numbers, ascending. */
  sections: number[];
  rights: { read: boolean; write: boolean };
  /** First slice whose entries it opens; 0 with history. */
  since: number;
  /** First slice in which it is live. */
  notBefore: number;
  /** First slice in which it is no longer live. */
  expiresAt: number;
  /** The record's generation and epoch when it was granted. */
  generation: number;
  epoch: number;
  /** Its number in the lease tree (protocol §4). */
  leaf: number;
  /** Digest of its envelope block. */
  envelope: Hex;
  /** The root that it was granted under, together with others; null if it was granted directly. */
  root: Hex | null;
  /** The block and the transaction that granted it. */
  grantedIn: { block: bigint; transaction: Hex };
  /** Null while nothing but time can have ended it. */
  ended: { how: LeaseEnding; block: bigint; transaction: Hex } | null;
}

/** The state of a lease in a slice: the rule of the ledger's `hasAccess`. */
export function leaseStateAt(lease: Lease, slice: number): LeaseState {
  if (lease.ended !== null) return lease.ended.how;
  if (slice < lease.notBefore) return "pending";
  return slice < lease.expiresAt ? "live" : "expired";
}

/** Whether keys must keep coming to a lease: it is live, or will be without another call. */
export function isRunning(lease: Lease, slice: number): boolean {
  return lease.ended === null && slice < lease.expiresAt;
}
