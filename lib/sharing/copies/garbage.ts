import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { LeaseholdError } from "../../error.ts";
import { askedJournal } from "../../ledger/history.ts";
import { readRecord } from "../../ledger/record.ts";
import type { ManagedStore } from "../../storage/store.ts";
import type { Reader } from "../account.ts";
import { sameAddress } from "../address.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { queuedBlocks } from "../queue/queue.ts";
import { listLent, listOwned } from "../records/lists.ts";
import { rememberedRecords } from "../remembered.ts";
import { listOwnRequests } from "../requests/own-requests.ts";
import { listSigned } from "../signed/signed-list.ts";
import type { SignedMessage } from "../signed/signed-message.ts";
import { uploadBlocks } from "../uploads/uploads.ts";
import { keyOf, recordDag, walkInto } from "./record-dag.ts";

/** How long a block has to have been garbage before it is removed: uploads look like it at first. */
const MIN_AGE_MS = 60 * 60_000;

/** Blocks of a store that nothing of an account leads to. */
export interface Garbage {
  blocks: CID[];
  /**
   * Records (and `signed` for entries that were signed and not sent) of which not everything can be
   * seen now. While there are any, nothing counts as garbage.
   */
  unsure: (Hex | "signed")[];
  /** When it was found, by this device's clock; unix milliseconds. */
  foundAt: number;
}

type Options = {
  /** The store to tidy. It must serve this account alone: of others' blocks nothing is known. */
  store: ManagedStore;
  now?: (() => number) | undefined;
  signal?: AbortSignal | undefined;
};

/**
 * Finds blocks that no record of the account leads to: of transactions that never landed, and of
 * uploads that were given up. Kept is what the account's own records, those lent to it and those it
 * remembers lead to, in every version; what it asked for; what it signed; and what its unfinished
 * uploads have put.
 *
 * @throws LedgerError; StorageError where the store does not list what it holds
 */
export async function findGarbage(
  context: Context,
  reader: Reader,
  { store, now = Date.now, signal }: Options,
): Promise<Garbage> {
  const foundAt = now();
  // Listed first: what is put from now on is not looked at.
  const held: CID[] = [];
  for await (const cid of store.list({ signal })) held.push(cid);
  const { reached, unsure } = await reachedBy(context, reader, signal);
  const blocks = unsure.length > 0 ? [] : held.filter((cid) => !reached.has(keyOf(cid)));
  return { blocks, unsure, foundAt };
}

/**
 * Removes what was found to be garbage at least an hour ago, and still is. Where it was found later,
 * or not everything can be seen now, nothing is removed.
 */
export async function removeGarbage(
  context: Context,
  reader: Reader,
  {
    garbage,
    minAge = MIN_AGE_MS,
    ...options
  }: Options & { garbage: Garbage; minAge?: number | undefined },
): Promise<{ removed: number; kept: number }> {
  const { store, now = Date.now, signal } = options;
  const nothing = { removed: 0, kept: garbage.blocks.length };
  if (now() - garbage.foundAt < minAge) return nothing;
  const again = await findGarbage(context, reader, options);
  if (again.unsure.length > 0) return nothing;
  const still = new Set(again.blocks.map(keyOf));
  const outcome = { removed: 0, kept: 0 };
  for (const cid of garbage.blocks) {
    if (still.has(keyOf(cid))) {
      await store.delete(cid, { signal });
      outcome.removed++;
    } else {
      outcome.kept++;
    }
  }
  return outcome;
}

async function reachedBy(
  context: Context,
  reader: Reader,
  signal: AbortSignal | undefined,
): Promise<{ reached: Map<string, CID>; unsure: Garbage["unsure"] }> {
  const { address } = reader;
  const reached = new Map<string, CID>();
  const unsure: Garbage["unsure"] = [];
  const owned = new Set((await listOwned(context, { owner: address, signal })).map(({ id }) => id));
  const lent = (await listLent(context, { account: address, signal })).map(({ record }) => record);
  const remembered = await rememberedRecords(context, { account: address });

  for (const record of new Set([...owned, ...lent, ...remembered])) {
    try {
      const dag = await recordDag(context, reader, { record, signal });
      for (const [key, cid] of dag.blocks) reached.set(key, cid);
      if (dag.missing > 0) unsure.push(record);
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof LeaseholdError)) throw error;
      // A lease that is over opens nothing, and needs no blocks; one's own record always does.
      if (owned.has(record) || !error.code.startsWith("sharing/")) unsure.push(record);
    }
  }
  for (const cid of await notesOf(context, reader, signal)) reached.set(keyOf(cid), cid);
  for (const cid of await uploadBlocks(context, reader)) reached.set(keyOf(cid), cid);
  for (const cid of await queuedBlocks(context, { account: address })) {
    reached.set(keyOf(cid), cid);
  }
  for (const { message, state } of await listSigned(context, { signer: address })) {
    if (state === "sent") continue;
    // The files of an entry stand in its body, which only the record's keys open.
    if (message.kind === "publication") unsure.push("signed");
    for (const root of namedBy(message)) await walkInto(context, reached, { root, signal });
  }
  return { reached, unsure };
}

/** Notes that the account sent along with requests which wait for an answer. */
async function notesOf(
  context: Context,
  { address }: Reader,
  signal: AbortSignal | undefined,
): Promise<CID[]> {
  const notes: CID[] = [];
  for (const { record, state } of await listOwnRequests(context, { account: address, signal })) {
    if (state !== "pending") continue;
    const owner = (await readRecord(context.ledger, record, { signal }))?.owner;
    if (owner === undefined) continue;
    const { events } = await askedJournal(context.ledger, owner, { signal });
    for (const event of events) {
      if (event.kind !== "accessRequested" || event.note === null) continue;
      if (sameAddress(event.account, address)) notes.push(structuredCid(event.note));
    }
  }
  return notes;
}

function namedBy(message: SignedMessage): CID[] {
  const digests: (Hex | null)[] = [];
  if (message.kind === "grant") {
    digests.push(message.content.lease.envelope, message.content.rotation.digest);
  }
  if (message.kind === "revocation") digests.push(message.content.rotation.digest);
  if (message.kind === "publication") {
    digests.push(...message.content.publications.map(({ newHead }) => newHead));
  }
  return digests.filter((digest) => digest !== null).map(structuredCid);
}
