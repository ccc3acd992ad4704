import type { Address, Hex } from "viem";
import type { EventOf, LedgerEvent } from "../../ledger/event.ts";
import { sameAddress } from "../address.ts";
import { SharingError } from "../errors.ts";
import type { Lease, LeaseEnding } from "../leases/lease.ts";

/** A record as its events tell it. */
export interface RecordHistory {
  record: Hex;
  owner: Address;
  generation: number;
  epoch: number;
  closed: boolean;
  /** All leases ever granted to single accounts, in the order of the ledger. */
  leases: Lease[];
  /** All entries, in the order of the ledger. */
  publications: EventOf<"published">[];
  rotations: EventOf<"rotated">[];
  /** The events themselves, ascending. */
  events: readonly LedgerEvent[];
}

/**
 * Folds the events of one record, ascending and complete.
 *
 * @throws SharingError `sharing/no-record` if there are none
 */
export function foldHistory(events: readonly LedgerEvent[]): RecordHistory {
  const [first] = events;
  if (first?.kind !== "created") {
    throw new SharingError("sharing/no-record", "There is no such record on this chain.");
  }
  const history: RecordHistory = {
    record: first.record,
    owner: first.owner,
    generation: 0,
    epoch: 0,
    closed: false,
    leases: [],
    publications: [],
    rotations: [],
    events,
  };
  for (const event of events) apply(history, event);
  return history;
}

function apply(history: RecordHistory, event: LedgerEvent): void {
  switch (event.kind) {
    case "published":
      history.publications.push(event);
      return;
    case "rotated":
      history.epoch = event.epoch;
      history.rotations.push(event);
      return;
    case "granted":
      end(history, { event, how: "replaced", account: event.account });
      history.leases.push(leaseOf(history, event));
      return;
    case "revoked":
      end(history, { event, how: "revoked", account: event.account });
      return;
    case "revokedAll":
      end(history, { event, how: "revoked" });
      history.generation = event.generation;
      return;
    case "closed":
      end(history, { event, how: "closed" });
      history.closed = true;
      return;
    case "accepted":
      end(history, { event, how: "closed" });
      history.owner = event.owner;
      history.generation = event.generation;
      return;
  }
}

function leaseOf(history: RecordHistory, event: EventOf<"granted">): Lease {
  return {
    record: event.record,
    owner: history.owner,
    grantee: event.account,
    sections: [...event.terms.sections],
    rights: event.terms.rights,
    since: event.terms.since,
    notBefore: event.terms.notBefore,
    expiresAt: event.terms.expiresAt,
    epoch: history.epoch,
    leaf: event.leaf,
    envelope: event.envelope,
    grantedIn: { block: event.blockNumber, transaction: event.transactionHash },
    ended: null,
  };
}

/** Ends the leases that stand, of one account or of all. */
function end(
  history: RecordHistory,
  { event, how, account }: { event: LedgerEvent; how: LeaseEnding; account?: Address },
): void {
  for (const lease of history.leases) {
    if (lease.ended !== null || (account !== undefined && !sameAddress(lease.grantee, account)))
      continue;
    lease.ended = { how, block: event.blockNumber, transaction: event.transactionHash };
  }
}

/** The lease that an account holds, running or run out; null if none stands. */
export function standingLease(history: RecordHistory, account: Address): Lease | null {
  return (
    history.leases.findLast((it) => sameAddress(it.grantee, account) && it.ended === null) ?? null
  );
}

/** The newest entry of a section; null if it has none. */
export function headOfSection(
  history: RecordHistory,
  section: number,
): EventOf<"published"> | null {
  return history.publications.findLast((it) => it.section === section) ?? null;
}
