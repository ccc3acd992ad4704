import type { Membership } from "../../ledger/calls.ts";
import { hasAccessByProof } from "../../ledger/grant.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Lease } from "../leases/lease.ts";
import type { RecordHistory } from "./record-history.ts";

/**
 * The proof that a lease is one of those under its root, from the list of them all.
 *
 * @throws SharingError `sharing/list-invalid` if it is not
 */
export function membershipOf(lease: Lease, { roots }: RecordHistory): Membership {
  for (const { leases, membershipOf: proofAt } of roots) {
    const place = leases?.indexOf(lease) ?? -1;
    if (proofAt !== null && place >= 0) return proofAt(place);
  }
  throw new SharingError("sharing/list-invalid", "This lease is on no list.");
}

/**
 * Whether the ledger, shown the proof, says that a lease under a root is live.
 *
 * @throws SharingError `sharing/list-invalid`; LedgerError
 */
export function isConfirmed(
  { ledger }: Context,
  lease: Lease,
  { history, signal }: { history: RecordHistory; signal?: AbortSignal | undefined },
): Promise<boolean> {
  const { record, rights } = lease;
  const membership = membershipOf(lease, history);
  const section = lease.sections[0] as number;
  return hasAccessByProof(ledger, { record, section, rights, membership }, { signal });
}
