import type { Address, Hex } from "viem";
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
