import type { Hex } from "viem";
import { sliceOf } from "../../slice.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import type { Lease } from "../leases/lease.ts";
import type { Watch } from "../progress.ts";
import type { RecordHistory } from "../records/record-history.ts";
import { readHistory } from "../records/snapshot.ts";
import { findRenewable } from "./grant-again.ts";

/** Leases under their own names that are granted again with the renewal itself, the others later. */
export const FIRST = 100;

/**
 * The leases that a renewal of a record's secret has ended and, having stopped half-way, not granted
 * again: they can be (`finishRenewal`), as long as their time runs.
 *
 * @throws LedgerError; SharingError `sharing/no-record`
 */
export async function renewalLeft(
  context: Context,
  { record, signal }: { record: Hex } & Pick<Watch, "signal">,
): Promise<Lease[]> {
  const { history, block } = await readHistory(context, record, { signal });
  const left = endedByRenewal(history, sliceOf(block.timestamp));
  const renewable = await findRenewable(context, left, { signal });
  return renewable.map(({ lease }) => lease);
}

/**
 * The leases under their own names that the last renewal ended, and after which their accounts were
 * granted nothing; among them links, and leases of accounts without a key. Only a renewal ends all
 * leases and grants as many again in one transaction as it can.
 */
export function endedByRenewal(history: RecordHistory, slice: number): Lease[] {
  const transaction = history.events.findLast(({ kind }) => kind === "revokedAll")?.transactionHash;
  const direct = history.leases.filter(
    ({ root, owner }) => root === null && sameAddress(owner, history.owner),
  );
  const again = direct.filter(({ grantedIn }) => grantedIn.transaction === transaction);
  if (history.closed || again.length < FIRST) return [];
  const granted = new Map(direct.map((lease) => [lease.grantee, lease]));
  return [...granted.values()].filter(
    ({ ended, expiresAt }) =>
      ended?.how === "revoked" && ended.transaction === transaction && slice < expiresAt,
  );
}
