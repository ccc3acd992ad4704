import type { Address, Hex } from "viem";
import type { Membership } from "./calls.ts";
import { membershipArgument } from "./calls.ts";
import type { Ledger } from "./ledger.ts";
import type { ReadOptions } from "./read.ts";
import { readLedger } from "./read.ts";
import type { Request } from "./request.ts";
import { unpackRequest } from "./request.ts";
import type { Grant, Rights } from "./terms.ts";
import { packRights, unpackGrant } from "./terms.ts";

/** Which account in which record. */
export interface GrantKey {
  readonly record: Hex;
  readonly account: Address;
}

/**
 * Reads what was last granted to an account and not revoked singly; null if nothing was. It need
 * not be live: `grantState` judges its terms.
 *
 * @throws LedgerError `ledger/foreign-word`, `ledger/not-deployed`, `chain/unreachable`; the
 * signal's reason
 */
export async function readGrant(
  ledger: Ledger,
  { record, account }: GrantKey,
  options: ReadOptions = {},
): Promise<Grant | null> {
  const view = { functionName: "grantOf", args: [record, account] } as const;
  return unpackGrant(await readLedger(ledger, view, options));
}

/**
 * Asks the ledger whether an account's lease is live now and covers a section with these rights
 * (by default, to read). False for the owner, who holds no lease. Throws as {@link readGrant} does.
 */
export async function hasAccess(
  ledger: Ledger,
  access: GrantKey & { readonly section: number; readonly rights?: Rights },
  options: ReadOptions = {},
): Promise<boolean> {
  const { record, account, section, rights = { read: true, write: false } } = access;
  const args = [record, account, section, packRights(rights)] as const;
  return readLedger(ledger, { functionName: "hasAccess", args }, options);
}

/** Reads what an account asks for in a record; null if it does not. Throws as {@link readGrant}. */
export async function readRequest(
  ledger: Ledger,
  { record, account }: GrantKey,
  options: ReadOptions = {},
): Promise<Request | null> {
  const view = { functionName: "requestOf", args: [record, account] } as const;
  return unpackRequest(await readLedger(ledger, view, options));
}

/**
 * Asks the ledger whether a lease under a root is live now and covers a section with these rights
 * (by default, to read). Throws as {@link readGrant} does.
 */
export async function hasAccessByProof(
  ledger: Ledger,
  access: {
    readonly record: Hex;
    readonly membership: Membership;
    readonly section: number;
    readonly rights?: Rights;
  },
  options: ReadOptions = {},
): Promise<boolean> {
  const { record, membership, section, rights = { read: true, write: false } } = access;
  const args = [record, section, packRights(rights), membershipArgument(membership)] as const;
  return readLedger(ledger, { functionName: "hasAccessByProof", args }, options);
}

/** Whether a root is granted: in the record's generation, and not revoked. */
export async function hasRoot(
  ledger: Ledger,
  { record, root }: { readonly record: Hex; readonly root: Hex },
  options: ReadOptions = {},
): Promise<boolean> {
  return readLedger(ledger, { functionName: "hasRoot", args: [record, root] }, options);
}

/** Whether the lease with that number, under whichever root, was ended singly. */
export async function isLeafRevoked(
  ledger: Ledger,
  { record, leaf }: { readonly record: Hex; readonly leaf: number },
  options: ReadOptions = {},
): Promise<boolean> {
  return readLedger(ledger, { functionName: "isLeafRevoked", args: [record, leaf] }, options);
}
