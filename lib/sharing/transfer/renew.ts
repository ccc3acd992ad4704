import type { Hex } from "viem";
import type { LedgerCall } from "../../ledger/call.ts";
import { multicall, publish, revokeAll } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Lease } from "../leases/lease.ts";
import { stayingLeases } from "../leases/rotate.ts";
import { recogniseLink } from "../links/own-links.ts";
import type { SendWatch, Watch } from "../progress.ts";
import type { StoredContent } from "../records/content.ts";
import { COVER } from "../records/cover.ts";
import { openSection } from "../records/open.ts";
import { standingLease } from "../records/record-history.ts";
import { ownerKeys } from "../records/record-keys.ts";
import { openEarlierSecrets, openOwnSecret } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import type { Renewable } from "./grant-again.ts";
import { findRenewable, grantAgain } from "./grant-again.ts";
import { coverAgain, prepareVersion } from "./new-version.ts";
import { endedByRenewal, FIRST } from "./renewal-left.ts";

/** Those that fit each later one. */
const LATER = 150;

/** What became of the leases that ran. */
export interface Renewal {
  /** They were granted again, on the terms they had. */
  again: Lease[];
  /**
   * They ended: links, which derive from the old secret, and leases of accounts whose key cannot be
   * had any more.
   */
  ended: Lease[];
}

/**
 * Begins a new version of a record's secret: for an owner whose secret somebody else may know. It
 * ends all leases, and grants them again in the same transaction, or in several for more than 100;
 * links have to be made anew. Offers, and leases that are signed and not sent, are void.
 *
 * What was published before stays open to whoever knows the old secret. What comes is closed to them.
 *
 * @throws SharingError `sharing/not-owner`, `sharing/entry-invalid` if the cover cannot be opened,
 *   `sharing/partly-done` if it was renewed and a later transaction failed (`details.done`,
 *   `details.left`: accounts; {@link finishRenewal} does the rest); LedgerError; StorageError; the signal's
 *   reason until the transaction was sent
 */
export async function renewSecret(
  context: Context,
  account: Account,
  { record, ...watch }: { record: Hex } & SendWatch,
): Promise<Renewal> {
  return renewWith(context, account, { record, before: () => [], ...watch });
}

/**
 * Grants again what a renewal has ended and, having stopped half-way, not granted again
 * (`renewalLeft`). There may be nothing left to do.
 *
 * @throws SharingError `sharing/not-owner`, `sharing/partly-done`; LedgerError; StorageError; the
 *   signal's reason until the transaction was sent
 */
export async function finishRenewal(
  context: Context,
  account: Account,
  { record, ...watch }: { record: Hex } & SendWatch,
): Promise<{ again: Lease[] }> {
  watch.onProgress?.({ step: "prepare" });
  const { history, slice } = await takeSnapshot(context, record, watch);
  const later = await findRenewable(context, endedByRenewal(history, slice), watch);
  await grantLater(context, account, { record, now: [], later, ...watch });
  return { again: later.map(({ lease }) => lease) };
}

/**
 * The same, after other calls in the same transaction.
 *
 * @param of.before makes those calls, or throws
 */
export async function renewWith(
  context: Context,
  account: Account,
  of: { record: Hex; before: (snapshot: Snapshot) => readonly LedgerCall[] } & SendWatch,
): Promise<Renewal> {
  const { record, before, ...watch } = of;
  const { ledger } = context;
  let content: StoredContent | undefined;
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const first = before(snapshot);
    const { history } = snapshot;
    const { signal } = watch;
    const present = await openOwnSecret(context, account, { history, signal });
    content ??= await presentCover(context, account, { snapshot, signal });
    const version = await prepareVersion(context, account, { snapshot, present, content, signal });
    const left = endedByRenewal(history, snapshot.slice);
    const running = [...stayingLeases(snapshot), ...left];
    const named = running.filter((lease) => recogniseLink(present.secret, lease) === null);
    const renewable = await findRenewable(context, named, { signal });
    const { now, later } = divide(renewable);
    const granted = await grantAgain(context, account, {
      snapshot,
      renewable: now,
      generation: history.generation + 1,
      epoch: history.epoch + 1,
      secret: version.secret,
      rotations: version.rotations,
      ...watch,
    });
    const calls = [
      ...first,
      revokeAll(ledger, { record, rotation: version.rotation }),
      publish(ledger, { record, publications: [version.publication] }),
      ...granted,
    ];
    return { call: multicall(ledger, calls), running, now, later };
  };
  const { running, now, later } = await transact(context, account, { prepare, ...watch });
  await grantLater(context, account, { record, now, later, ...watch });
  const again = [...now, ...later].map(({ lease }) => lease);
  return { again, ended: running.filter((lease) => !again.includes(lease)) };
}

/** All under roots go with the first transaction: they cost the same however many there are. */
function divide(renewable: readonly Renewable[]): { now: Renewable[]; later: Renewable[] } {
  const rooted = renewable.filter(({ lease }) => lease.root !== null);
  const direct = renewable.filter(({ lease }) => lease.root === null);
  return { now: [...direct.slice(0, FIRST), ...rooted], later: direct.slice(FIRST) };
}

async function grantLater(
  context: Context,
  account: Account,
  of: { record: Hex; now: readonly Renewable[]; later: readonly Renewable[] } & SendWatch,
): Promise<void> {
  const { record, now, later, ...watch } = of;
  const granteesOf = (some: readonly Renewable[]) => some.map(({ lease }) => lease.grantee);
  for (let from = 0; from < later.length; from += LATER) {
    const renewable = later.slice(from, from + LATER);
    try {
      await grantBatch(context, account, { record, renewable, ...watch });
    } catch (cause) {
      const done = [...granteesOf(now), ...granteesOf(later.slice(0, from))];
      const details = { done, left: granteesOf(later.slice(from)) };
      const message = "The secret is new, but not all leases were granted again.";
      throw new SharingError("sharing/partly-done", message, { cause, details });
    }
  }
}

async function grantBatch(
  context: Context,
  account: Account,
  of: { record: Hex; renewable: readonly Renewable[] } & SendWatch,
): Promise<void> {
  const { record, renewable, ...watch } = of;
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const { history, rotations } = snapshot;
    const secret = await openOwnSecret(context, account, { history, signal: watch.signal });
    const { generation, epoch } = history;
    const present = { generation, epoch, secret, rotations };
    // Whoever was granted something else meanwhile keeps that.
    const left = renewable.filter(({ lease }) => standingLease(history, lease.grantee) === null);
    const of = { snapshot, renewable: left, ...present, ...watch };
    const calls = await grantAgain(context, account, of);
    return { call: calls.length === 0 ? null : multicall(context.ledger, calls) };
  };
  await transact(context, account, { prepare, ...watch });
}

/** Stores what the cover says now once more, for the entry that names the new secret's block. */
async function presentCover(
  context: Context,
  account: Account,
  { snapshot, signal }: { snapshot: Snapshot } & Watch,
): Promise<StoredContent> {
  const { history } = snapshot;
  const present = await openOwnSecret(context, account, { history, signal });
  const earlier = await openEarlierSecrets(context, present, { signal });
  const access = { role: "owner", leases: [], keys: ownerKeys(present, earlier) } as const;
  const cover = await openSection(context, access, {
    snapshot,
    section: COVER,
    entries: 1,
    signal,
  });
  if (cover.entries.every(({ status }) => status !== "open")) {
    throw new SharingError("sharing/entry-invalid", "The record's cover cannot be opened.");
  }
  return coverAgain(context, cover, { record: history.record, signal });
}
