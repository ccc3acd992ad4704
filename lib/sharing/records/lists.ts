import type { Address, Hex } from "viem";
import { getBlock } from "viem/actions";
import { readBlock } from "../../ledger/block.ts";
import { toLedgerError } from "../../ledger/chain-errors.ts";
import type { EventOf } from "../../ledger/event.ts";
import { lentJournal, recordHistory } from "../../ledger/history.ts";
import { findOwnedRecords } from "../../ledger/owned-records.ts";
import { sliceOf } from "../../slice.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import type { Lease, LeaseState } from "../leases/lease.ts";
import { leaseStateAt } from "../leases/lease.ts";
import { foldHistory } from "./record-history.ts";

/** A record without its content. */
export interface RecordSummary {
  id: Hex;
  owner: Address;
  closed: boolean;
}

/** A lease with its state by the chain's time. */
export interface ListedLease extends Lease {
  state: LeaseState;
}

type Options = { signal?: AbortSignal | undefined };

/** Unix seconds of the newest block: the time that counts. @throws LedgerError */
export async function chainTime({ ledger }: Context, { signal }: Options = {}): Promise<number> {
  return (await readBlock(ledger, { signal })).timestamp;
}

/** Unix seconds of a block, such as one in `Lease.grantedIn`. @throws LedgerError */
export async function blockTime(
  { ledger }: Context,
  { block }: { block: bigint },
): Promise<number> {
  try {
    return Number((await getBlock(ledger.client, { blockNumber: block })).timestamp);
  } catch (error) {
    throw toLedgerError(error);
  }
}

/** The records that an account owns, in the order of their creation. @throws LedgerError */
export async function listOwned(
  { ledger }: Context,
  { owner, signal }: { owner: Address } & Options,
): Promise<RecordSummary[]> {
  const found = await findOwnedRecords(ledger, owner, { signal });
  return found
    .filter((record) => sameAddress(record.owner, owner))
    .map(({ id, closed }) => ({ id, owner, closed }));
}

/**
 * What was lent to an account: of each record the newest lease, the newest first.
 *
 * @throws LedgerError
 */
export async function listLent(
  { ledger }: Context,
  { account, signal }: { account: Address } & Options,
): Promise<ListedLease[]> {
  const { events, block } = await lentJournal(ledger, account, { signal });
  const granted = events.filter(
    (event): event is typeof event & EventOf<"granted"> => event.kind === "granted",
  );
  const records = [...new Set(granted.map(({ record }) => record).reverse())];
  const slice = sliceOf(block.timestamp);
  const leases = await Promise.all(
    records.map(async (record) => {
      const { events: all } = await recordHistory(ledger, record, { signal });
      return foldHistory(all).leases.findLast((it) => sameAddress(it.grantee, account));
    }),
  );
  return leases
    .filter((lease) => lease !== undefined)
    .map((lease) => ({ ...lease, state: leaseStateAt(lease, slice) }));
}

/** All leases of a record, the newest first. @throws LedgerError; SharingError `sharing/no-record` */
export async function listLeases(
  { ledger }: Context,
  { record, signal }: { record: Hex } & Options,
): Promise<ListedLease[]> {
  const { events, block } = await recordHistory(ledger, record, { signal });
  const slice = sliceOf(block.timestamp);
  return foldHistory(events)
    .leases.map((lease) => ({ ...lease, state: leaseStateAt(lease, slice) }))
    .reverse();
}
