import type { Hex } from "viem";
import { multicall, publish, publishByProof, rotate } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch } from "../progress.ts";
import { transact } from "../transact.ts";
import type { StoredContent } from "./content.ts";
import { preparePublication } from "./publication.ts";
import { membershipOf } from "./rooted-membership.ts";
import type { Snapshot } from "./snapshot.ts";

/** An entry block that is about to be sent, and the state that it was made from. */
export interface SealedEntry {
  readonly head: Hex;
  readonly slice: number;
  readonly snapshot: Snapshot;
}

/**
 * Publishes an entry whose content is stored, as the owner or as a writer.
 *
 * @param of.beforeSend called with each entry block that is about to be sent; reject to stop, or
 *   answer with the head of an earlier attempt that has landed
 * @throws SharingError `sharing/not-writer`, and as `accessRecord` does; LedgerError; StorageError;
 *   the signal's reason until the transaction was sent
 */
export async function publishContent(
  context: Context,
  account: Account,
  of: {
    record: Hex;
    section: number;
    content: StoredContent;
    beforeSend?: (entry: SealedEntry) => Promise<Hex | null>;
  } & SendWatch,
): Promise<{ head: Hex }> {
  const { record, section, content, beforeSend, ...watch } = of;
  const { ledger } = context;
  const prepare = async () => {
    const { signal } = watch;
    const prepared = await preparePublication(context, account, {
      record,
      section,
      content,
      signal,
    });
    const { publication, lease, rotation, snapshot } = prepared;
    const { newHead: head, slice } = publication;
    const landed = await beforeSend?.({ head, slice, snapshot });
    if (landed) return { call: null, head: landed };
    const entries = { record, publications: [publication] };
    const published = lease?.root
      ? publishByProof(ledger, { ...entries, membership: membershipOf(lease, snapshot.history) })
      : publish(ledger, entries);
    const rotated = rotation && rotate(ledger, { record, rotation: rotation.argument });
    const call = rotated ? multicall(ledger, [rotated, published]) : published;
    return { call, head };
  };
  const { head } = await transact(context, account, { prepare, ...watch });
  return { head };
}
