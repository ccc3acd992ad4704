import type { Hex } from "viem";
import type { LedgerCall } from "../../ledger/call.ts";
import type { Rotation } from "../../ledger/calls.ts";
import { multicall, revoke, revokeLeaves, revokeMany } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import type { Lease } from "./lease.ts";
import { prepareRotation, stayingLeases } from "./rotate.ts";
import { sectionsEndedBy } from "./rotation-policy.ts";

/**
 * Ends leases in one transaction, and changes the secrets of their sections with it.
 *
 * @param of.choose which of the record's leases; those that no longer run are passed over
 * @throws SharingError `sharing/no-lease` if none of them runs, `sharing/not-owner`; LedgerError;
 *   StorageError; the signal's reason until the transaction was sent
 */
export async function endLeases(
  context: Context,
  account: Account,
  of: { record: Hex; choose: (snapshot: Snapshot) => readonly Lease[] } & SendWatch,
): Promise<void> {
  const { record, choose, ...watch } = of;
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const secret = await openOwnSecret(context, account, { ...snapshot, signal: watch.signal });
    const ending = choose(snapshot).filter((it) => sectionsEndedBy(it, snapshot.slice).length > 0);
    if (ending.length === 0) throw nothingToEnd();
    const rotation = await prepareRotation(context, account, {
      snapshot,
      sections: sectionsOf(ending),
      staying: stayingLeases(snapshot, { leases: ending }),
      secret,
      signal: watch.signal,
    });
    return { call: endingCall(context, ending, rotation.argument) };
  };
  await transact(context, account, { prepare, ...watch });
}

/** The sections that leases cover, ascending. */
export function sectionsOf(leases: readonly Lease[]): number[] {
  return [...new Set(leases.flatMap(({ sections }) => sections))].sort((a, b) => a - b);
}

export function nothingToEnd(): SharingError {
  return new SharingError("sharing/no-lease", "There is no lease to end.");
}

/** One call for direct leases, one for those under roots; the first of them rotates. */
function endingCall({ ledger }: Context, leases: readonly Lease[], rotation: Rotation): LedgerCall {
  const record = (leases[0] as Lease).record;
  const accounts = leases.filter(({ root }) => root === null).map(({ grantee }) => grantee);
  const leaves = leases.filter(({ root }) => root !== null).map(({ leaf }) => leaf);
  const [only] = accounts;
  if (only === undefined) return revokeLeaves(ledger, { record, leaves, rotation });
  const direct =
    accounts.length === 1
      ? revoke(ledger, { record, account: only, rotation })
      : revokeMany(ledger, { record, accounts, rotation });
  if (leaves.length === 0) return direct;
  return multicall(ledger, [direct, revokeLeaves(ledger, { record, leaves })]);
}
