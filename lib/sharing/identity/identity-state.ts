import type { Hex } from "viem";
import { hasCode } from "../../error.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { Account, Reader } from "../account.ts";
import type { Context } from "../context.ts";
import type { Lease } from "../leases/lease.ts";
import type { SendWatch } from "../progress.ts";
import { listOwned } from "../records/lists.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import { readHistory } from "../records/snapshot.ts";
import { renewSecret } from "../transfer/renew.ts";

/** Records looked at at a time. */
const IN_FLIGHT = 8;

/** Which of its owner's identities a record's present secret is sealed to; `lost`: none at hand. */
export interface RecordSeal {
  record: Hex;
  sealedTo: "present" | "earlier" | "lost";
}

type Options = { signal?: AbortSignal | undefined };

/**
 * To which identities an account's open records hang, by the chain: after a change of identity,
 * those under an earlier one are as safe as that one is.
 *
 * @throws LedgerError; StorageError; SharingError `sharing/entry-invalid`
 */
export async function identityState(
  context: Context,
  reader: Reader,
  options: Options = {},
): Promise<RecordSeal[]> {
  const owned = await listOwned(context, { owner: reader.address, ...options });
  const open = owned.filter(({ closed }) => !closed).map(({ id }) => id);
  const work = async (record: Hex): Promise<RecordSeal> => ({
    record,
    sealedTo: await sealOf(context, reader, { record, ...options }),
  });
  const found: RecordSeal[] = [];
  for await (const one of mapInOrder(open, { limit: IN_FLIGHT, work })) found.push(one);
  return found;
}

async function sealOf(
  context: Context,
  reader: Reader,
  { record, ...options }: { record: Hex } & Options,
): Promise<RecordSeal["sealedTo"]> {
  const { history } = await readHistory(context, record, options);
  const opens = async (as: Reader) => {
    try {
      await openOwnSecret(context, as, { history, ...options });
      return true;
    } catch (error) {
      if (hasCode(error, "crypto/tampered")) return false;
      throw error;
    }
  };
  if (await opens({ ...reader, earlier: [] })) return "present";
  return (await opens(reader)) ? "earlier" : "lost";
}

/** How far the renewal of several records has come, and what it has brought so far. */
export interface RecordsRenewal {
  done: number;
  total: number;
  /** Leases that ended and were not granted again, such as links. */
  ended: Lease[];
}

/**
 * Gives every record that hangs on an earlier identity a new secret, one transaction or more for
 * each (`renewSecret`): for an owner whose earlier identity somebody else may have. It is safe to
 * stop it and to call it again: what is left follows from the chain.
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
  const state = await identityState(context, account, { signal: watch.signal });
  const left = state.filter(({ sealedTo }) => sealedTo === "earlier");
  const renewal: RecordsRenewal = { done: 0, total: left.length, ended: [] };
  onRecord?.({ ...renewal });
  for (const { record } of left) {
    watch.signal?.throwIfAborted();
    const { ended } = await renewSecret(context, account, { record, ...watch });
    renewal.done += 1;
    renewal.ended.push(...ended);
    onRecord?.({ ...renewal, ended: [...renewal.ended] });
  }
  return renewal;
}
