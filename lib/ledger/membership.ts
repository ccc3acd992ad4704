import type { Hex } from "viem";
import { concat, keccak256, numberToHex, pad } from "viem";
import type { LeaseArgument, Membership } from "./calls.ts";
import { merkleTree } from "./merkle-tree.ts";
import type { Terms } from "./terms.ts";
import { packGrant } from "./terms.ts";

/** A lease under a root: to whom, on which terms. */
export interface RootedLease {
  readonly terms: Terms;
  readonly lease: LeaseArgument;
}

/**
 * The leaf that stands for a lease, as the ledger's `leafHash` makes it: hashed twice, so that no
 * inner node can pass for a leaf.
 *
 * @throws LedgerError `ledger/foreign-word` for terms that there cannot be
 */
export function leafHash(record: Hex, { terms, lease }: RootedLease): Hex {
  const word = numberToHex(packGrant({ terms, leaf: lease.leaf }), { size: 32 });
  return keccak256(keccak256(concat([record, pad(lease.account), word, lease.envelope])));
}

/**
 * The root over leases of a record, and each one's membership. There must be one.
 *
 * @throws LedgerError `ledger/foreign-word`
 */
export function rootLeases(
  record: Hex,
  leases: readonly RootedLease[],
): { root: Hex; membershipOf(place: number): Membership } {
  const tree = merkleTree(leases.map((lease) => leafHash(record, lease)));
  return {
    root: tree.root,
    membershipOf: (place) => ({ ...(leases[place] as RootedLease), proof: tree.proofOf(place) }),
  };
}
