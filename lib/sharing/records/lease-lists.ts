import type { Hex } from "viem";
import { getAddress } from "viem/utils";
import { equalBytes, fromHex, toHex } from "../../bytes.ts";
import type { ListItem } from "../../crypto/lease-list.ts";
import { decodeList } from "../../crypto/lease-list.ts";
import { LeaseholdError } from "../../error.ts";
import type { Membership } from "../../ledger/calls.ts";
import type { EventOf, LedgerEvent } from "../../ledger/event.ts";
import type { RootedLease } from "../../ledger/membership.ts";
import { rootLeases } from "../../ledger/membership.ts";
import { unpackRights } from "../../ledger/terms.ts";
import type { BlockStore } from "../../storage/store.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";

/** The leases under a root, whose list makes that root. */
export interface KnownList {
  readonly leases: readonly RootedLease[];
  /** The proof for the lease at that place. */
  readonly membershipOf: (place: number) => Membership;
}

/** The same, or why they are not known. */
export type LoadedList = KnownList | { readonly leases: null; readonly problem: LeaseholdError };

/** The lists of a record's roots, by what {@link listName} makes of their events. */
export type LoadedLists = ReadonlyMap<string, LoadedList>;

/** What a list is known by: the same root may have been granted with another list. */
export function listName({ root, list }: { root: Hex; list: Hex }): string {
  return `${root}/${list}`;
}

/**
 * Loads the lists of all roots that a record's events grant. That one cannot be had, or is not what
 * its root says, is no error here: whoever needs its leases says so.
 */
export async function loadLists(
  context: Context,
  events: readonly LedgerEvent[],
  options: { signal?: AbortSignal | undefined } = {},
): Promise<LoadedLists> {
  const granted = events.filter((event) => event.kind === "rootGranted");
  const lists = granted.map(
    async (event) => [listName(event), await loadList(context, event, options)] as const,
  );
  return new Map(await Promise.all(lists));
}

/** Lists that were checked, by the store that they came from: what a digest names never changes. */
const checked = new WeakMap<BlockStore, Map<string, KnownList>>();

/** As many are kept for each store: the proofs of a large one take a while. */
const KEPT = 8;

async function loadList(
  { store }: Context,
  event: EventOf<"rootGranted">,
  options: { signal?: AbortSignal | undefined },
): Promise<LoadedList> {
  const kept = checked.get(store) ?? new Map<string, KnownList>();
  checked.set(store, kept);
  const name = `${event.record}/${listName(event)}`;
  const loaded = kept.get(name) ?? (await checkList(store, event, options));
  kept.delete(name);
  if (loaded.leases !== null) kept.set(name, loaded);
  for (const oldest of [...kept.keys()].slice(0, -KEPT)) kept.delete(oldest);
  return loaded;
}

async function checkList(
  store: BlockStore,
  event: EventOf<"rootGranted">,
  { signal }: { signal?: AbortSignal | undefined },
): Promise<LoadedList> {
  try {
    const list = decodeList(await store.get(structuredCid(event.list), { signal }));
    const leases = list.leases.map((item) => rootedLease(item, list.generation));
    const { root, membershipOf } = rootLeases(event.record, leases);
    if (!equalBytes(list.record, fromHex(event.record)) || root !== event.root) {
      throw new SharingError("sharing/list-invalid", "A list of leases is not what was granted.");
    }
    return { leases, membershipOf };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof LeaseholdError)) throw error;
    return { leases: null, problem: error };
  }
}

function rootedLease(item: ListItem, generation: number): RootedLease {
  const { account, leaf, envelope, rights, ...times } = item;
  return {
    terms: { ...times, rights: unpackRights(rights), generation },
    lease: { account: getAddress(toHex(account)), leaf, envelope: toHex(envelope) },
  };
}
