import type { Address, Hex } from "viem";
import { readBlockTime } from "../../ledger/block.ts";
import type { LedgerEvent } from "../../ledger/event.ts";
import { askedJournal, lentJournal, recordHistory } from "../../ledger/history.ts";
import { findOwnedRecords } from "../../ledger/owned-records.ts";
import type { ReadOptions } from "../../ledger/read.ts";
import { mapInOrder } from "../../storage/pool.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import type { Lease } from "../leases/lease.ts";
import { rememberedRecords } from "../remembered.ts";
import { askedRecords } from "../requests/asked-memory.ts";
import { COVER } from "./cover.ts";
import type { RecordHistory } from "./record-history.ts";
import { readHistory } from "./snapshot.ts";
import type { UnreadableOptions } from "./unreadable.ts";
import { readOneOf } from "./unreadable.ts";

/** Histories and blocks that are read at a time. */
const IN_FLIGHT = 8;

/** Of so many of the newest requests to an owner, those for a record are told. */
const ASKS = 1_000;

/**
 * What happened. `granted`, `ended` concern one account's direct lease; `group-…` leases under one root,
 * `leaves-ended` single ones of them; `all-ended` every lease of a record.
 */
export type ActivityKind =
  | "created"
  | "published"
  | "keys-changed"
  | "granted"
  | "ended"
  | "all-ended"
  | "group-granted"
  | "group-ended"
  | "leaves-ended"
  | "asked"
  | "withdrawn"
  | "approved"
  | "declined"
  | "offered"
  | "offer-withdrawn"
  | "accepted"
  | "closed";

/** One event of a record's history, without what only keys can tell. */
export interface Activity {
  record: Hex;
  kind: ActivityKind;
  /** Who did it: an owner's acts are those of the owner at the time, whoever sent them. */
  by: Address;
  /** Whom it concerns; null if nobody in particular, or several. */
  whom: Address | null;
  /** How many accounts it concerns, where they are known from a list; null otherwise. */
  count: number | null;
  /** Sections that it concerns, ascending, without the cover; empty if none in particular. */
  sections: number[];
  /** What was lent or asked; null for other kinds. Slices are minutes since 1970. */
  terms: ActivityTerms | null;
  /** Unix seconds of its block. */
  time: number;
  block: bigint;
  transaction: Hex;
  /** Its place among the events of its block. */
  logIndex: number;
}

export interface ActivityTerms {
  write: boolean;
  /** Null for a request, which says only how long. */
  notBefore: number | null;
  expiresAt: number | null;
  /** In slices; null for a lease. */
  duration: number | null;
}

type Options = Pick<ReadOptions, "at" | "signal">;

/**
 * What happened to a record, the newest first, with what was asked of its owners.
 *
 * @param of.newest how many events to give; default all
 * @throws SharingError `sharing/no-record`; LedgerError; the signal's reason
 */
export async function recordActivity(
  context: Context,
  of: { record: Hex; newest?: number } & Options,
): Promise<Activity[]> {
  const { record, newest = Number.POSITIVE_INFINITY, signal, at = context.consistency } = of;
  const { history } = await readHistory(context, record, { signal, at });
  const asks = await asksOf(context, ownersOf(history), { signal, at });
  return withTimes(context, { told: told(history, asks).slice(-newest), signal });
}

/**
 * What an account did, what concerned it, and what happened to its records while they were its own, the
 * newest first. Records are found from its journals, and those that this device remembers.
 *
 * @param of.newest how many events to give; default all
 * @param of.onUnreadable told of each record whose history cannot be read; what happened to it is left out
 * @throws LedgerError; the signal's reason
 */
export async function accountActivity(
  context: Context,
  of: { account: Address; newest?: number } & Options & UnreadableOptions,
): Promise<Activity[]> {
  const { account, newest = Number.POSITIVE_INFINITY, signal, at = context.consistency } = of;
  const records = await recordsOf(context, account, { signal, at });
  const histories: RecordHistory[] = [];
  const work = (record: Hex) =>
    readOneOf(record, () => readHistory(context, record, { signal, at }), of);
  for await (const found of mapInOrder(records, { limit: IN_FLIGHT, work })) {
    if (found !== null) histories.push(found.history);
  }
  const asks = await asksOf(context, histories.flatMap(ownersOf), { signal, at });
  const all = histories
    .flatMap((history) => told(history, asks))
    .filter((it) => concerns(it, account))
    .sort((a, b) => compare(a.event, b.event));
  return withTimes(context, { told: all.slice(-newest), signal });
}

/** The records that an account has or had to do with, as far as that can be known. */
async function recordsOf(context: Context, account: Address, options: Options): Promise<Set<Hex>> {
  const { ledger } = context;
  const [owned, lent, asked, remembered, own] = await Promise.all([
    findOwnedRecords(ledger, account, options),
    lentJournal(ledger, account, options),
    askedJournal(ledger, account, options),
    rememberedRecords(context, { account }),
    askedRecords(context, { account }),
  ]);
  const kept = new Set([...remembered, ...own]);
  const onChain = [
    ...owned.map(({ id }) => id),
    ...lent.events.map(({ record }) => record),
    ...asked.events.map(({ record }) => record),
  ];
  for (const record of onChain) kept.delete(record);
  // What a device remembers may be of a chain that began anew.
  const found = await Promise.all(
    [...kept].map(async (record) => {
      const { events } = await recordHistory(ledger, record, options);
      return events.length > 0 ? [record] : [];
    }),
  );
  return new Set([...onChain, ...found.flat()]);
}

/** All who ever owned a record. */
function ownersOf({ events }: RecordHistory): Address[] {
  return events.flatMap((it) =>
    it.kind === "created" || it.kind === "accepted" ? [it.owner] : [],
  );
}

/**
 * What was asked of owners, and withdrawn: it stands in their journals, not in those of the records.
 * Anybody can add to these, so only the newest events of each count.
 */
async function asksOf(
  { ledger }: Context,
  owners: readonly Address[],
  options: Options,
): Promise<LedgerEvent[]> {
  const asks: LedgerEvent[] = [];
  const work = (owner: Address) => askedJournal(ledger, owner, { ...options, newest: ASKS });
  for await (const { events } of mapInOrder(new Set(owners), { limit: IN_FLIGHT, work })) {
    asks.push(...events);
  }
  return asks;
}

/** An event in its record's history. */
interface Told extends Omit<Activity, "time" | "block" | "transaction" | "logIndex"> {
  event: LedgerEvent;
  /** Who owned the record then. */
  owner: Address;
  /** Whom it concerns, each of several. */
  people: readonly Address[];
}

function concerns({ by, owner, people }: Told, account: Address): boolean {
  return [by, owner, ...people].some((it) => sameAddress(it, account));
}

/** The events of a record's history and what was asked, ascending, each with who did what to whom. */
function told(history: RecordHistory, asks: readonly LedgerEvent[]): Told[] {
  let owner = history.owner;
  const list: Told[] = [];
  const asked = asks.filter(({ record }) => record === history.record);
  for (const event of [...history.events, ...asked].sort(compare)) {
    if (event.kind === "created" || event.kind === "accepted") owner = event.owner;
    list.push(tell(history, { event, owner }));
  }
  return list;
}

function tell(history: RecordHistory, at: { event: LedgerEvent; owner: Address }): Told {
  const { event, owner } = at;
  const { record } = event;
  const make = (kind: ActivityKind, more: Partial<Told> = {}): Told => {
    const people = more.people ?? (more.whom ? [more.whom] : []);
    const rest = { by: owner, whom: null, count: null, sections: [], terms: null };
    return { ...rest, record, kind, event, owner, ...more, people };
  };
  switch (event.kind) {
    case "created":
      return make("created");
    case "published":
      return make("published", { by: event.author, sections: visible([event.section]) });
    case "rotated":
      return make("keys-changed");
    case "granted": {
      const { notBefore, expiresAt, rights, sections } = event.terms;
      const terms = { write: rights.write, notBefore, expiresAt, duration: null };
      return make("granted", { whom: event.account, sections: visible(sections), terms });
    }
    case "revoked": {
      const lease = endedLease(history, event);
      return make("ended", { whom: event.account, sections: visible(lease?.sections ?? []) });
    }
    case "revokedAll":
      return make("all-ended");
    case "rootGranted":
      return make("group-granted", members(history, event.root));
    case "rootRevoked":
      return make("group-ended", members(history, event.root));
    case "leavesRevoked": {
      const leaves = new Set(event.leaves);
      const people = history.leases.filter(({ leaf, root }) => root !== null && leaves.has(leaf));
      return make("leaves-ended", {
        count: leaves.size,
        people: people.map(({ grantee }) => grantee),
      });
    }
    case "accessRequested": {
      const { rights, duration, sections } = event.request;
      const terms = { write: rights.write, notBefore: null, expiresAt: null, duration };
      const more = { by: event.account, whom: event.owner };
      return make("asked", { ...more, sections: visible(sections), terms });
    }
    case "requestWithdrawn":
      return make("withdrawn", { by: event.account, whom: event.owner });
    case "requestApproved":
      return make("approved", { whom: event.account });
    case "requestDeclined":
      return make("declined", { whom: event.account });
    case "offered":
      return make("offered", { whom: event.account });
    case "offerWithdrawn":
      return make("offer-withdrawn", { whom: event.account });
    case "accepted":
      return make("accepted", { whom: event.previousOwner });
    case "closed":
      return make("closed");
  }
}

function visible(sections: readonly number[]): number[] {
  return sections.filter((it) => it !== COVER);
}

/** The direct lease that a revocation ended. */
function endedLease(history: RecordHistory, event: LedgerEvent & { account: Address }) {
  return history.leases.find(
    (lease: Lease) =>
      lease.root === null &&
      lease.ended?.transaction === event.transactionHash &&
      sameAddress(lease.grantee, event.account),
  );
}

function members(history: RecordHistory, root: Hex): Pick<Told, "count" | "people"> {
  const leases = history.roots.findLast((it) => it.root === root)?.leases ?? null;
  return { count: leases?.length ?? null, people: leases?.map(({ grantee }) => grantee) ?? [] };
}

/** In the order of the chain, the oldest first. */
function compare(a: LedgerEvent, b: LedgerEvent): number {
  if (a.blockNumber !== b.blockNumber) return a.blockNumber < b.blockNumber ? -1 : 1;
  return a.logIndex - b.logIndex;
}

async function withTimes(
  context: Context,
  { told: all, signal }: { told: readonly Told[]; signal: AbortSignal | undefined },
): Promise<Activity[]> {
  const work = (one: Told) => timeOf(context, one.event, signal);
  const activities: Activity[] = [];
  let i = all.length;
  for await (const time of mapInOrder([...all].reverse(), { limit: IN_FLIGHT, work })) {
    i -= 1;
    const { event, owner: _, people: __, ...rest } = all[i] as Told;
    const { blockNumber: block, transactionHash: transaction, logIndex } = event;
    activities.push({ ...rest, time, block, transaction, logIndex });
  }
  return activities;
}

/** Times of blocks that were read, by the client that they came from and the blocks' hashes. */
const times = new WeakMap<object, Map<Hex, Promise<number>>>();

function timeOf(
  { ledger }: Context,
  { blockHash, blockNumber }: LedgerEvent,
  signal: AbortSignal | undefined,
): Promise<number> {
  signal?.throwIfAborted();
  const known = times.get(ledger.client) ?? new Map<Hex, Promise<number>>();
  times.set(ledger.client, known);
  const found = known.get(blockHash) ?? readBlockTime(ledger, blockNumber);
  known.set(blockHash, found);
  found.catch(() => known.delete(blockHash));
  return found;
}
