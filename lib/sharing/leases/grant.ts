import type { Hex } from "viem";
import { getAddress } from "viem/utils";
import type { LeaseArgument, Rotation } from "../../ledger/calls.ts";
import { grant as grantCall } from "../../ledger/calls.ts";
import type { Terms } from "../../ledger/terms.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch, Watch } from "../progress.ts";
import { requireKeys } from "../published-key.ts";
import { standingLease } from "../records/record-history.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { continuedLease, firstEpochOf } from "./continued.ts";
import { prepareLoans } from "./loans.ts";
import type { GrantTerms } from "./terms.ts";
import { ledgerTerms } from "./terms.ts";

/**
 * Lends sections of a record to an account, in place of what it was lent directly before. With
 * `terms.since`, a lease of new entries only goes on in the new one: what it opened stays open, and
 * what came before it stays closed.
 *
 * Where the rules say so (`rotation-policy.ts`), secrets change in the same transaction; nobody
 * else has to do anything.
 *
 * @throws SharingError `sharing/no-key`, `sharing/bad-terms`, `sharing/lease-over`,
 *   `sharing/not-owner`; LedgerError; StorageError; the signal's reason until the transaction was sent
 */
export async function grant(
  context: Context,
  account: Account,
  { record, terms, ...watch }: { record: Hex; terms: GrantTerms } & SendWatch,
): Promise<void> {
  watch.onProgress?.({ step: "prepare" });
  const [publicKey] = await requireKeys(context, [terms.grantee], watch);
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const of = { snapshot, terms, publicKey: publicKey as Uint8Array, ...watch };
    const lent = await prepareGrant(context, account, of);
    return { call: grantCall(context.ledger, { record, ...lent }) };
  };
  await transact(context, account, { prepare, ...watch });
}

/**
 * Makes one direct lease ready to be granted.
 *
 * @param of.publicKey what it is sealed to
 * @param of.leaf its number in the lease tree, if one was taken already
 * @throws SharingError `sharing/bad-terms`, `sharing/lease-over`, `sharing/not-owner`; StorageError
 */
export async function prepareGrant(
  context: Context,
  account: Account,
  of: { snapshot: Snapshot; terms: GrantTerms; publicKey: Uint8Array; leaf?: number } & Watch,
): Promise<{ terms: Terms; lease: LeaseArgument; rotation: Rotation }> {
  const { snapshot, publicKey, leaf, ...watch } = of;
  const terms = ledgerTerms(snapshot, of.terms);
  const grantee = getAddress(of.terms.grantee);
  const present = standingLease(snapshot.history, grantee);
  const continued = continuedLease(snapshot, of.terms);
  const fromEpoch = continued && firstEpochOf(continued, snapshot.history.leases);
  const loan = {
    grantee,
    terms,
    publicKey,
    ...(fromEpoch !== null && { fromEpoch }),
    ...(leaf !== undefined && { leaf }),
  };
  const { leases, rotation } = await prepareLoans(context, account, {
    snapshot,
    loans: [loan],
    replaced: present ? [present] : [],
    onProgress: watch.onProgress,
    signal: watch.signal,
  });
  return { terms, lease: leases[0] as LeaseArgument, rotation };
}
