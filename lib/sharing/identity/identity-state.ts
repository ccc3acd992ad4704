import type { Hex } from "viem";
import { hasCode } from "../../error.ts";
import { sliceOf } from "../../slice.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { Account, Reader } from "../account.ts";
import type { Context } from "../context.ts";
import type { Lease } from "../leases/lease.ts";
import type { SendWatch } from "../progress.ts";
import { listOwned } from "../records/lists.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import { readHistory } from "../records/snapshot.ts";
import type { UnreadableOptions, UnreadableRecord } from "../records/unreadable.ts";
import { OF_ONE_RECORDS_BLOCKS, readOneOf } from "../records/unreadable.ts";
import { findRenewable } from "../transfer/grant-again.ts";
import { finishRenewal, renewSecret } from "../transfer/renew.ts";
import { endedByRenewal } from "../transfer/renewal-left.ts";

/** Records looked at at a time. */
const IN_FLIGHT = 8;

/** Which of its owner's identities a record's present secret is sealed to; `lost`: none at hand. */
export interface RecordSeal {
  record: Hex;
  sealedTo: "present" | "earlier" | "lost";
  /** Leases that a renewal, having stopped half-way, has ended and not granted again. */
  left: number;
}

type Options = { signal?: AbortSignal | undefined } & UnreadableOptions;

/**
 * To which identities an account's open records hang, by the chain: after a change of identity,
 * those under an earlier one are as safe as that one is.
 *
 * @param options.onUnreadable told of each record whose history or secret block cannot be read; those
 *   are left out
 * @throws LedgerError; without `onUnreadable` also StorageError, SharingError `sharing/entry-invalid`
 *   and others where one record cannot be read
 */
export async function identityState(
  context: Context,
  reader: Reader,
  { signal, onUnreadable }: Options = {},
): Promise<RecordSeal[]> {
  const owned = await listOwned(context, { owner: reader.address, signal });
  const open = owned.filter(({ closed }) => !closed).map(({ id }) => id);
  const work = (record: Hex) =>
    readOneOf(record, () => sealOf(context, reader, { record, signal }), {
      onUnreadable,
      alsoFor: OF_ONE_RECORDS_BLOCKS,
    });
  const found: RecordSeal[] = [];
  for await (const one of mapInOrder(open, { limit: IN_FLIGHT, work })) {
    if (one !== null) found.push(one);
  }
  return found;
}

async function sealOf(
  context: Context,
  reader: Reader,
  { record, signal }: { record: Hex } & Pick<Options, "signal">,
): Promise<RecordSeal> {
  const { history, block } = await readHistory(context, record, { signal });
  const opens = async (as: Reader) => {
    try {
      await openOwnSecret(context, as, { history, signal });
      return true;
    } catch (error) {
      if (hasCode(error, "crypto/tampered")) return false;
      throw error;
    }
  };
  const ended = endedByRenewal(history, sliceOf(block.timestamp));
  const left = (await findRenewable(context, ended, { signal })).length;
  if (await opens({ ...reader, earlier: [] })) return { record, sealedTo: "present", left };
  return { record, sealedTo: (await opens(reader)) ? "earlier" : "lost", left };
}

/** How far the renewal of several records has come, and what it has brought so far. */
export interface RecordsRenewal {
  done: number;
  total: number;
  /** Leases that ended and were not granted again, such as links. */
  ended: Lease[];
  /** Records of which it cannot be told whether they have to be renewed. */
  unreadable: readonly UnreadableRecord[];
}

/** The record has its new secret, but not all of its leases again. */
function isHalfDone({ sealedTo, left }: RecordSeal): boolean {
  return sealedTo === "present" && left > 0;
}

/**
 * Gives every record that hangs on an earlier identity a new secret, one transaction or more for
 * each (`renewSecret`): for an owner whose earlier identity somebody else may have. Where a renewal
 * has stopped half-way, it grants the leases that are left (`finishRenewal`). It is safe to stop it
 * and to call it again: what is left follows from the chain. Records that cannot be read are passed
 * over, and named.
 *
 * @throws as {@link identityState} and `renewSecret` do
 */
export async function renewRecords(
  context: Context,
  account: Account,
  {
    onRecord,
    ...watch
  }: { onRecord?: ((renewal: RecordsRenewal) => void) | undefined } & SendWatch = {},
): Promise<RecordsRenewal> {
  watch.onProgress?.({ step: "prepare" });
  const unreadable: UnreadableRecord[] = [];
  const onUnreadable = (it: UnreadableRecord) => unreadable.push(it);
  const state = await identityState(context, account, { signal: watch.signal, onUnreadable });
  const todo = state.filter((it) => it.sealedTo === "earlier" || isHalfDone(it));
  const renewal: RecordsRenewal = { done: 0, total: todo.length, ended: [], unreadable };
  onRecord?.({ ...renewal });
  for (const seal of todo) {
    watch.signal?.throwIfAborted();
    const of = { record: seal.record, ...watch };
    if (isHalfDone(seal)) await finishRenewal(context, account, of);
    else renewal.ended.push(...(await renewSecret(context, account, of)).ended);
    renewal.done += 1;
    onRecord?.({ ...renewal, ended: [...renewal.ended] });
  }
  return renewal;
}
