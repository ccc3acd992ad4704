import type { Hex } from "viem";
import { revokeAll as revokeAllCall, revokeRoot as revokeRootCall } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch } from "../progress.ts";
import type { LeaseRoot } from "../records/record-history.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { publishedSections, takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { nothingToEnd, sectionsOf } from "./end-leases.ts";
import type { Lease } from "./lease.ts";
import { isRunning } from "./lease.ts";
import { alongWith, prepareRotation, stayingLeases } from "./rotate.ts";

/**
 * Ends all leases of a record, those under roots too, and voids all signed ones that are unsent;
 * changes the secrets of their sections in the same transaction. It costs the same however many
 * there are.
 *
 * @throws SharingError `sharing/not-owner`; LedgerError; StorageError; the signal's reason until the
 *   transaction was sent
 */
export async function revokeAll(
  context: Context,
  account: Account,
  { record, ...watch }: { record: Hex } & SendWatch,
): Promise<void> {
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const { history, slice } = snapshot;
    const secret = await openOwnSecret(context, account, { history, signal: watch.signal });
    const running = history.leases.filter((lease) => isRunning(lease, slice));
    const someUnknown = history.roots.some((root) => root.leases === null && root.ended === null);
    const ended = someUnknown ? publishedSections(snapshot) : sectionsOf(running);
    const sections = alongWith(ended, snapshot);
    if (sections.length === 0) return { call: revokeAllCall(context.ledger, { record }) };
    const of = { snapshot, sections, staying: [], secret, signal: watch.signal };
    const { argument } = await prepareRotation(context, account, of);
    return { call: revokeAllCall(context.ledger, { record, rotation: argument }) };
  };
  await transact(context, account, { prepare, ...watch });
}

/**
 * Ends all leases under a root, and changes the secrets of their sections in the same transaction;
 * of all sections where its list cannot be had.
 *
 * @throws SharingError `sharing/no-lease` if the root does not stand, `sharing/not-owner`;
 *   LedgerError; StorageError; the signal's reason until the transaction was sent
 */
export async function revokeRoot(
  context: Context,
  account: Account,
  { record, root, ...watch }: { record: Hex; root: Hex } & SendWatch,
): Promise<void> {
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const { history } = snapshot;
    const secret = await openOwnSecret(context, account, { history, signal: watch.signal });
    const standing = history.roots.find((it) => it.root === root && it.ended === null);
    if (standing === undefined) throw nothingToEnd();
    // It voids what is signed and not sent, even where nothing runs any more.
    const sections = alongWith(sectionsEndedWith(standing, snapshot), snapshot);
    if (sections.length === 0) return { call: revokeRootCall(context.ledger, { record, root }) };
    const leases: readonly Lease[] = standing.leases ?? [];
    const staying = stayingLeases(snapshot, { leases, root });
    const of = { snapshot, sections, staying, secret, signal: watch.signal };
    const { argument } = await prepareRotation(context, account, of);
    return { call: revokeRootCall(context.ledger, { record, root, rotation: argument }) };
  };
  await transact(context, account, { prepare, ...watch });
}

function sectionsEndedWith({ leases }: LeaseRoot, snapshot: Snapshot): number[] {
  if (leases === null) return publishedSections(snapshot);
  return sectionsOf(leases.filter((lease) => isRunning(lease, snapshot.slice)));
}
