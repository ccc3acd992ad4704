import type { Hex } from "viem";
import { keccak256 } from "viem";
import { concatBytes, fromHex, toHex, uintBytes } from "../bytes.ts";
import type { LeaseArgument, Membership } from "./calls.ts";
import { merkleTree } from "./merkle-tree.ts";
import type { Terms } from "./terms.ts";
import { packGrant } from "./terms.ts";

/** A lease under a root: to whom, on which terms. */
export interface RootedLease {
  readonly terms: Terms;
  readonly lease: LeaseArgument;
}

/** Bytes that the ABI puts before an address. */
const ADDRESS_PADDING = new Uint8Array(12);

/**
 * The leaf that stands for a lease, as the ledger's `leafHash` makes it.
 *
 * @throws LedgerError `ledger/foreign-word` for terms that there cannot be
 */
export function leafHash(record: Hex, lease: RootedLease): Hex {
  return toHex(leafBytes(fromHex(record), lease));
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
  const id = fromHex(record);
  const tree = merkleTree(leases.map((lease) => leafBytes(id, lease)));
  return {
    root: tree.root,
    membershipOf: (place) => ({ ...(leases[place] as RootedLease), proof: tree.proofOf(place) }),
  };
}

/** Hashed twice, so that no inner node can pass for a leaf. */
function leafBytes(record: Uint8Array, { terms, lease }: RootedLease): Uint8Array {
  const encoded = concatBytes(
    record,
    ADDRESS_PADDING,
    fromHex(lease.account),
    uintBytes(packGrant({ terms, leaf: lease.leaf }), 32),
    fromHex(lease.envelope),
  );
  return keccak256(keccak256(encoded, "bytes"), "bytes");
}
