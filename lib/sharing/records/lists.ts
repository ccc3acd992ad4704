import type { Address, Hex } from "viem";
import { hasCode } from "../../error.ts";
import { readBlock, readBlockTime } from "../../ledger/block.ts";
import { lentJournal } from "../../ledger/history.ts";
import type { OwnedRecordsOptions } from "../../ledger/owned-records.ts";
import { findOwnedRecords } from "../../ledger/owned-records.ts";
import type { ReadOptions } from "../../ledger/read.ts";
import { sliceOf } from "../../slice.ts";
import { mapInOrder } from "../../storage/pool.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import type { Lease, LeaseState } from "../leases/lease.ts";
import { isRunning, leaseStateAt } from "../leases/lease.ts";
import { rememberedRecords } from "../remembered.ts";
import type { LeaseRoot, RecordHistory } from "./record-history.ts";
import { leasesOf } from "./record-history.ts";
import { readHistory } from "./snapshot.ts";
import type { UnreadableOptions } from "./unreadable.ts";
import { readOneOf } from "./unreadable.ts";

/** Records whose histories are read at a time. */
const IN_FLIGHT = 8;

/** Of how many records a long list is told of while it is read, first; then of four times as many. */
const TOLD_FIRST = 16;

/** A record without its content. */
export interface RecordSummary {
  id: Hex;
  owner: Address;
  closed: boolean;
  /** To whom it is offered; null if to nobody. */
  offeredTo: Address | null;
}

/** A lease with its state by the chain's time. */
export interface ListedLease extends Lease {
  state: LeaseState;
}

/** A root with the number of its leases, and of those that run by the chain's time. */
export interface ListedRoot extends Omit<LeaseRoot, "leases" | "membershipOf"> {
  /** Null where the list cannot be had, or is wrong: `problem` says why. */
  count: number | null;
  running: number | null;
}

/** `at`: how settled a state is asked for; by default as the context does. */
type Options = Pick<ReadOptions, "at" | "signal">;

/** Unix seconds of the newest block: the time that counts. @throws LedgerError */
export async function chainTime({ ledger }: Context, { signal }: Options = {}): Promise<number> {
  return (await readBlock(ledger, { signal })).timestamp;
}

/** Unix seconds of a block, such as one in `Lease.grantedIn`. @throws LedgerError */
export function blockTime({ ledger }: Context, { block }: { block: bigint }): Promise<number> {
  return readBlockTime(ledger, block);
}

/**
 * The records that an account owns, in the order of their creation.
 *
 * @param of.onPartial told where nodes do not show all that was offered to the account: records that it
 *   took over are left out then
 * @throws LedgerError, without `onPartial` also `ledger/history-gap`
 */
export async function listOwned(
  { ledger, consistency }: Context,
  of: { owner: Address } & Options & Pick<OwnedRecordsOptions, "onPartial">,
): Promise<RecordSummary[]> {
  const { owner, signal, at = consistency, onPartial } = of;
  const found = await findOwnedRecords(ledger, owner, { signal, at, onPartial });
  return found
    .filter((record) => sameAddress(record.owner, owner))
    .map(({ id, closed, pendingOwner }) => ({ id, owner, closed, offeredTo: pendingOwner }));
}

/**
 * What was lent to an account, of each record the lease that says most: the newest that is live,
 * else the newest that is yet to begin, else the newest. The newest comes first.
 *
 * Direct leases are found from the account alone, those under roots only in records that were lent
 * directly too or are remembered (`rememberRecord`).
 *
 * @param of.onUnreadable told of each record whose history cannot be read; those are left out
 * @param of.onFound hears of a long list what is there so far, a few times, the newest leases first
 * @throws LedgerError, without `onUnreadable` also where one record's history cannot be read
 */
export async function listLent(
  context: Context,
  of: {
    account: Address;
    onFound?: ((leases: ListedLease[]) => void) | undefined;
  } & Options &
    UnreadableOptions,
): Promise<ListedLease[]> {
  const { account, signal, at = context.consistency, onUnreadable, onFound } = of;
  const [{ events, block }, remembered] = await Promise.all([
    lentJournal(context.ledger, account, { signal, at }),
    rememberedRecords(context, { account }),
  ]);
  const granted = events.filter(({ kind }) => kind === "granted").map(({ record }) => record);
  const records = new Set([...granted.reverse(), ...remembered]);
  const slice = sliceOf(block.timestamp);
  const listed: ListedLease[] = [];
  const sorted = () => listed.toSorted((a, b) => Number(b.grantedIn.block - a.grantedIn.block));
  let next = TOLD_FIRST;
  const work = (record: Hex) =>
    readOneOf(record, () => historyIfAny(context, record, { signal, at }), { onUnreadable });
  for await (const history of mapInOrder(records, { limit: IN_FLIGHT, work })) {
    const lease = history && tellingLease(leasesOf(history, account), slice);
    if (lease) listed.push({ ...lease, state: leaseStateAt(lease, slice) });
    if (listed.length < next) continue;
    onFound?.(sorted());
    next *= 4;
  }
  return sorted();
}

/** All leases of a record, the newest first. @throws LedgerError; SharingError `sharing/no-record` */
export async function listLeases(
  context: Context,
  { record, signal, at = context.consistency }: { record: Hex } & Options,
): Promise<ListedLease[]> {
  const { history, block } = await readHistory(context, record, { signal, at });
  const slice = sliceOf(block.timestamp);
  return history.leases.map((lease) => ({ ...lease, state: leaseStateAt(lease, slice) })).reverse();
}

/** All roots of a record, the newest first. @throws LedgerError; SharingError `sharing/no-record` */
export async function listRoots(
  context: Context,
  { record, signal, at = context.consistency }: { record: Hex } & Options,
): Promise<ListedRoot[]> {
  const { history, block } = await readHistory(context, record, { signal, at });
  const slice = sliceOf(block.timestamp);
  return history.roots
    .map(({ leases, membershipOf: _, ...root }) => ({
      ...root,
      count: leases?.length ?? null,
      running: leases?.filter((lease) => isRunning(lease, slice)).length ?? null,
    }))
    .reverse();
}

/** A remembered record may be one of a chain that began anew. */
async function historyIfAny(
  context: Context,
  record: Hex,
  options: Options,
): Promise<RecordHistory | null> {
  try {
    return (await readHistory(context, record, options)).history;
  } catch (error) {
    if (hasCode(error, "sharing/no-record")) return null;
    throw error;
  }
}

function tellingLease(leases: readonly Lease[], slice: number): Lease | null {
  const newestIn = (state: LeaseState) =>
    leases.findLast((lease) => leaseStateAt(lease, slice) === state);
  return newestIn("live") ?? newestIn("pending") ?? leases.at(-1) ?? null;
}
