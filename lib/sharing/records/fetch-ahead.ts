import type { Reader } from "../account.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import { leaseStateAt } from "../leases/lease.ts";
import type { LoadedEntry } from "./read-entry.ts";
import { loadEntry } from "./read-entry.ts";
import type { PublishedEntry } from "./record-history.ts";
import { leasesOf } from "./record-history.ts";
import type { Snapshot } from "./snapshot.ts";

/** Entries of a section, and of all sections together, that are fetched before the keys are there. */
const A_SECTION = 2;
const IN_ALL = 24;

/** Blocks of entries that are on their way. */
export interface FetchedAhead {
  get(event: PublishedEntry): Promise<LoadedEntry> | undefined;
  /** Gives up what has not come. */
  stop(): void;
}

/**
 * Begins to fetch the newest entries that an account will open, by what the ledger says: the keys for
 * them take as many round trips, which this saves.
 */
export function fetchAhead(
  context: Pick<Context, "store">,
  { address }: Pick<Reader, "address">,
  of: {
    snapshot: Snapshot;
    /** Of each section. */
    entries: number;
    /** Only this one; by default all. */
    section?: number;
    signal?: AbortSignal | undefined;
  },
): FetchedAhead {
  const { history, slice } = of.snapshot;
  const stop = new AbortController();
  const signal = of.signal ? AbortSignal.any([of.signal, stop.signal]) : stop.signal;
  const leases = leasesOf(history, address).filter((it) => leaseStateAt(it, slice) === "live");
  const isOwner = sameAddress(history.owner, address);
  const isOpen = (event: PublishedEntry) =>
    (of.section === undefined || of.section === event.section) &&
    (isOwner ||
      leases.some((it) => it.sections.includes(event.section) && it.since <= event.slice));
  const left = new Map<number, number>();
  const ahead = new Map<PublishedEntry, Promise<LoadedEntry>>();
  for (const event of history.publications.toReversed()) {
    const count = left.get(event.section) ?? Math.min(A_SECTION, of.entries);
    if (count === 0 || !isOpen(event)) continue;
    if (ahead.size === IN_ALL) break;
    left.set(event.section, count - 1);
    const loaded = loadEntry(context, event, { willOpen: true, signal });
    // What goes wrong shows when the entry is opened.
    loaded.catch(() => undefined);
    ahead.set(event, loaded);
  }
  return { get: (event) => ahead.get(event), stop: () => stop.abort() };
}
