import type { Address, Hex } from "viem";
import type { LeaseholdError } from "../../error.ts";
import type { LeaseArgument } from "../../ledger/calls.ts";
import type { EventOf, LedgerEvent } from "../../ledger/event.ts";
import type { Terms } from "../../ledger/terms.ts";
import { sameAddress } from "../address.ts";
import { SharingError } from "../errors.ts";
import type { Lease, LeaseEnding } from "../leases/lease.ts";
import type { KnownList, LoadedList, LoadedLists } from "./lease-lists.ts";
import { listName } from "./lease-lists.ts";

/** A record as its events tell it. */
export interface RecordHistory {
  record: Hex;
  owner: Address;
  generation: number;
  epoch: number;
  /** How many calls ended single leases or roots: signed grants are bound to it. */
  revocations: number;
  closed: boolean;
  /** To whom it is offered; null if to nobody. */
  offer: EventOf<"offered"> | null;
  /** All leases ever granted that are known, in the order of the ledger. */
  leases: Lease[];
  /** All roots ever granted, in the order of the ledger. */
  roots: LeaseRoot[];
  /** Numbers in the lease tree whose rooted leases were ended singly, and how. */
  endedLeaves: Map<number, Ending>;
  /** All entries, in the order of the ledger. */
  publications: PublishedEntry[];
  rotations: EventOf<"rotated">[];
  /** The events themselves, ascending. */
  events: readonly LedgerEvent[];
}

/** An entry as the ledger tells it. */
export type PublishedEntry = EventOf<"published"> & {
  /** Whether its author owned the record then. */
  readonly byOwner: boolean;
};

/** Leases that were granted together, under one Merkle root. */
export interface LeaseRoot {
  root: Hex;
  /** Digest of the block that lists them. */
  list: Hex;
  /** Those leases, which are among the record's; null where the list cannot be had or is wrong. */
  leases: Lease[] | null;
  /** The proof for the one at that place. */
  membershipOf: KnownList["membershipOf"] | null;
  /** Why there are none. */
  problem: LeaseholdError | null;
  /** The record's epoch when they were granted. */
  epoch: number;
  grantedIn: Lease["grantedIn"];
  /** Null while not all were ended together. */
  ended: Ending | null;
}

type Ending = NonNullable<Lease["ended"]>;

/**
 * Folds the events of one record, ascending and complete.
 *
 * @param lists those of the roots that the events grant
 * @throws SharingError `sharing/no-record` if there are no events
 */
export function foldHistory(events: readonly LedgerEvent[], lists: LoadedLists): RecordHistory {
  const [first] = events;
  if (first?.kind !== "created") {
    throw new SharingError("sharing/no-record", "There is no such record on this chain.");
  }
  const history: RecordHistory = {
    record: first.record,
    owner: first.owner,
    generation: 0,
    epoch: 0,
    revocations: 0,
    closed: false,
    offer: null,
    leases: [],
    roots: [],
    endedLeaves: new Map(),
    publications: [],
    rotations: [],
    events,
  };
  const fold = { history, lists, standing: new Map(), rooted: new Map() };
  for (const event of events) apply(fold, event);
  return history;
}

interface Fold {
  readonly history: RecordHistory;
  readonly lists: LoadedLists;
  /** Each account's direct lease, as far as none ended it. */
  readonly standing: Map<Address, Lease>;
  /** Leases under roots by their numbers in the lease tree. */
  readonly rooted: Map<number, Lease[]>;
}

function apply(fold: Fold, event: LedgerEvent): void {
  const { history, standing } = fold;
  switch (event.kind) {
    case "published":
      history.publications.push({ ...event, byOwner: sameAddress(event.author, history.owner) });
      return;
    case "rotated":
      history.epoch = event.epoch;
      history.rotations.push(event);
      return;
    case "granted": {
      const { account, leaf, envelope, terms } = event;
      const lease = leaseOf(history, { event, terms, lease: { account, leaf, envelope } });
      end(standing.get(account), endingBy(event, "replaced"));
      standing.set(account, lease);
      history.leases.push(lease);
      return;
    }
    case "revoked":
      end(standing.get(event.account), endingBy(event, "revoked"));
      standing.delete(event.account);
      history.revocations++;
      return;
    case "rootGranted":
      addRoot(fold, event);
      return;
    case "rootRevoked":
      for (const root of history.roots) {
        if (root.root === event.root) endRoot(root, endingBy(event, "revoked"));
      }
      history.revocations++;
      return;
    case "leavesRevoked":
      endLeaves(fold, event);
      history.revocations++;
      return;
    case "revokedAll":
      endAll(fold, endingBy(event, "revoked"));
      history.generation = event.generation;
      return;
    case "closed":
      endAll(fold, endingBy(event, "closed"));
      history.closed = true;
      return;
    case "offered":
      history.offer = event;
      return;
    case "offerWithdrawn":
      history.offer = null;
      return;
    case "accepted":
      endAll(fold, endingBy(event, "closed"));
      history.offer = null;
      history.owner = event.owner;
      history.generation = event.generation;
      return;
  }
}

function leaseOf(
  history: RecordHistory,
  of: { event: EventOf<"granted" | "rootGranted">; terms: Terms; lease: LeaseArgument },
): Lease {
  const { event, terms, lease } = of;
  return {
    record: history.record,
    owner: history.owner,
    grantee: lease.account,
    sections: [...terms.sections],
    rights: terms.rights,
    since: terms.since,
    notBefore: terms.notBefore,
    expiresAt: terms.expiresAt,
    generation: terms.generation,
    epoch: history.epoch,
    leaf: lease.leaf,
    envelope: lease.envelope,
    root: event.kind === "rootGranted" ? event.root : null,
    grantedIn: placeOf(event),
    ended: null,
  };
}

function addRoot({ history, lists, rooted }: Fold, event: EventOf<"rootGranted">): void {
  const { root, list } = event;
  const { epoch } = history;
  const granted = { root, list, epoch, grantedIn: placeOf(event), ended: null };
  let loaded = lists.get(listName(event)) ?? unknown();
  if (loaded.leases?.some(({ terms }) => terms.generation !== history.generation)) {
    loaded = unknown();
  }
  if (loaded.leases === null) {
    history.roots.push({ ...granted, ...loaded, membershipOf: null });
    return;
  }
  const leases = loaded.leases.map((it) => leaseOf(history, { event, ...it }));
  for (const lease of leases) {
    lease.ended = history.endedLeaves.get(lease.leaf) ?? null;
    rooted.set(lease.leaf, [...(rooted.get(lease.leaf) ?? []), lease]);
  }
  const { membershipOf } = loaded;
  history.roots.push({ ...granted, leases, membershipOf, problem: null });
  for (const lease of leases) history.leases.push(lease);
}

function endLeaves({ history, rooted }: Fold, event: EventOf<"leavesRevoked">): void {
  const ending = endingBy(event, "revoked");
  for (const leaf of event.leaves) {
    history.endedLeaves.set(leaf, ending);
    for (const lease of rooted.get(leaf) ?? []) end(lease, ending);
  }
}

function endRoot(root: LeaseRoot, ending: Ending): void {
  root.ended ??= ending;
  for (const lease of root.leases ?? []) end(lease, ending);
}

function endAll({ history, standing }: Fold, ending: Ending): void {
  for (const lease of standing.values()) end(lease, ending);
  for (const root of history.roots) endRoot(root, ending);
  standing.clear();
}

/** Ends a lease, if it has not been ended before. */
function end(lease: Lease | undefined, ending: Ending): void {
  if (lease !== undefined) lease.ended ??= ending;
}

/** What is known of a list that was not loaded, or is of another generation. */
function unknown(): LoadedList {
  const problem = new SharingError("sharing/list-invalid", "A list is not what was granted.");
  return { leases: null, problem };
}

function endingBy(event: LedgerEvent, how: LeaseEnding): Ending {
  return { how, ...placeOf(event) };
}

function placeOf(event: LedgerEvent): Lease["grantedIn"] {
  return { block: event.blockNumber, transaction: event.transactionHash };
}

/** The lease that an account was granted directly, running or run out; null if none stands. */
export function standingLease(history: RecordHistory, account: Address): Lease | null {
  return leasesOf(history, account).find((it) => it.root === null && it.ended === null) ?? null;
}

/** All leases that an account was ever granted, directly or under roots. */
export function leasesOf(history: RecordHistory, account: Address): Lease[] {
  return history.leases.filter((it) => sameAddress(it.grantee, account));
}

/** The newest entry of a section; null if it has none. */
export function headOfSection(history: RecordHistory, section: number): PublishedEntry | null {
  return history.publications.findLast((it) => it.section === section) ?? null;
}
