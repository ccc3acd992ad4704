import type { Membership } from "../../ledger/calls.ts";
import { hasAccessByProof } from "../../ledger/grant.ts";
import type { RootedLease } from "../../ledger/membership.ts";
import { rootLeases } from "../../ledger/membership.ts";
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
  const of = roots.find(({ leases }) => leases?.includes(lease));
  const leases = of?.leases ?? [];
  const place = leases.indexOf(lease);
  const rooted = place < 0 ? null : rootLeases(lease.record, leases.map(rootedLease));
  if (rooted === null || rooted.root !== lease.root) {
    throw new SharingError("sharing/list-invalid", "This lease is not on the list it names.");
  }
  return rooted.membershipOf(place);
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

function rootedLease(lease: Lease): RootedLease {
  const { grantee, leaf, envelope, ...terms } = lease;
  return { terms, lease: { account: grantee, leaf, envelope } };
}
