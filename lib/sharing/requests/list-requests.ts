import type { Address, Hex } from "viem";
import { decodeNote, openNote } from "../../crypto/note.ts";
import { LeaseholdError } from "../../error.ts";
import type { EventOf } from "../../ledger/event.ts";
import { readRequest } from "../../ledger/grant.ts";
import { askedJournal } from "../../ledger/history.ts";
import { readRecord } from "../../ledger/record.ts";
import { packRequest } from "../../ledger/request.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { Reader } from "../account.ts";
import { openAsAny } from "../account.ts";
import { sameAddress } from "../address.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { noteContext } from "./note-context.ts";

/** Requests looked up at a time. */
const IN_FLIGHT = 8;

/** Events of the journal that are read unless told otherwise: anybody can add to it. */
const NEWEST = 500;

/** A request that waits for an answer. */
export interface PendingRequest {
  record: Hex;
  requester: Address;
  /** The slice in which it was asked. */
  askedAt: number;
  /** Section numbers, ascending. */
  sections: number[];
  write: boolean;
  /** For how many slices. */
  duration: number;
  /** What the requester says; null if nothing, or if it cannot be read. */
  note: string | null;
  /** The error's code if there is a note that cannot be read. */
  noteProblem: string | null;
  askedIn: { block: bigint; transaction: Hex };
}

type Asked = EventOf<"accessRequested">;

/**
 * The requests that wait for an owner's answer, the newest first.
 *
 * @param of.newest how many events of the journal to look at; default 500
 * @throws LedgerError. A note that cannot be read is no error: `noteProblem` says why.
 */
export async function listRequests(
  context: Context,
  account: Reader,
  of: { newest?: number; signal?: AbortSignal | undefined } = {},
): Promise<PendingRequest[]> {
  const { newest = NEWEST, signal } = of;
  const { events } = await askedJournal(context.ledger, account.address, { newest, signal });
  const latest = new Map<string, Asked>();
  for (const event of events) {
    if (event.kind !== "accessRequested" && event.kind !== "requestWithdrawn") continue;
    const name = `${event.record}/${event.account}`;
    // Deleted first, so that the newest come last.
    latest.delete(name);
    if (event.kind === "accessRequested") latest.set(name, event);
  }
  const requests: PendingRequest[] = [];
  const work = (event: Asked) => pendingRequest(context, account, { event, signal });
  const newestFirst = [...latest.values()].reverse();
  for await (const request of mapInOrder(newestFirst, { limit: IN_FLIGHT, work })) {
    if (request !== null) requests.push(request);
  }
  return requests;
}

/** Null if it has been answered, or the record is no longer the owner's to lend. */
async function pendingRequest(
  context: Context,
  account: Reader,
  { event, signal }: { event: Asked; signal: AbortSignal | undefined },
): Promise<PendingRequest | null> {
  const { record, account: requester, request } = event;
  const [stored, found] = await Promise.all([
    readRequest(context.ledger, { record, account: requester }, { signal }),
    readRecord(context.ledger, record, { signal }),
  ]);
  const isTheirs = found !== null && !found.closed && sameAddress(found.owner, account.address);
  if (stored === null || !isTheirs || packRequest(stored) !== packRequest(request)) return null;
  return {
    record,
    requester,
    askedAt: request.askedAt,
    sections: [...request.sections],
    write: request.rights.write,
    duration: request.duration,
    ...(await readNote(context, account, { event, signal })),
    askedIn: { block: event.blockNumber, transaction: event.transactionHash },
  };
}

async function readNote(
  context: Context,
  reader: Reader,
  { event, signal }: { event: Asked; signal: AbortSignal | undefined },
): Promise<Pick<PendingRequest, "note" | "noteProblem">> {
  if (event.note === null) return { note: null, noteProblem: null };
  const { record, owner, account: requester } = event;
  try {
    const note = decodeNote(await context.store.get(structuredCid(event.note), { signal }));
    const place = noteContext(context, { record, owner, requester });
    const text = await openAsAny(reader, (identity) =>
      openNote(note, { identity, context: place }),
    );
    return { note: text, noteProblem: null };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof LeaseholdError)) throw error;
    return { note: null, noteProblem: error.code };
  }
}
