"use client";

import { queryOptions, skipToken, useQuery, useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect } from "react";
import type { Address, Hex } from "viem";
import type {
  Lease,
  LeaseState,
  ListedLease,
  Reader,
  RecordSummary,
  UnreadableRecord,
} from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { useChainSlice } from "./use-clock.ts";
import { useRead } from "./use-read.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useWorld } from "./use-world.ts";

/** How often lists are read again while they are on the screen, in milliseconds. */
const REFRESH = 6_000;

interface Owned {
  records: RecordSummary[];
  isPartial: boolean;
}

const recordsIn = ({ records }: Owned) => records;
const isPartialIn = ({ isPartial }: Owned) => isPartial;

/** The records of an account. */
export function useOwnedRecords(owner: Address) {
  return useOwned(owner, recordsIn);
}

/**
 * Has the records of an account read before they are shown, so that they are there when its keys are:
 * which ones there are is public. For as long as it stands, what was begun goes on.
 */
export function useOwnedAhead(owner: Address | undefined) {
  const options = useOwnedOptions(owner ?? "0x");
  useQuery({ ...options, enabled: owner !== undefined, notifyOnChangeProps: [] });
}

/** Whether records may be missing that the account took over: nodes do not show what it was offered. */
export function useIsOwnedPartial(owner: Address): boolean {
  return useOwned(owner, isPartialIn).data ?? false;
}

function useOwned<T>(owner: Address, select: (owned: Owned) => T) {
  return useQuery({ ...useOwnedOptions(owner), select, refetchInterval: REFRESH });
}

function useOwnedOptions(owner: Address) {
  const { sharing } = useWorld();
  const read = useRead();
  return queryOptions({
    queryKey: queryKeys.owned(owner),
    // Not given up between one screen and the next, which shows the same.
    queryFn: () =>
      read(async (at): Promise<Owned> => {
        let isPartial = false;
        const onPartial = () => {
          isPartial = true;
        };
        const records = await sharing.listOwned(at, { owner, onPartial });
        return { records, isPartial };
      }),
  });
}

interface Lent {
  leases: ListedLease[];
  unreadable: UnreadableRecord[];
}

const leasesIn = ({ leases }: Lent) => leases;
const unreadableIn = ({ unreadable }: Lent) => unreadable;

/** What was lent to an account, the newest first. */
export function useLentLeases(account: Address) {
  return useLent(account, leasesIn);
}

/** Records of which it cannot be told whether they are lent to an account: their history is not whole. */
export function useUnreadableLent(account: Address) {
  return useLent(account, unreadableIn);
}

function useLent<T>(account: Address, select: (lent: Lent) => T) {
  const { sharing } = useWorld();
  const read = useRead();
  const queries = useQueryClient();
  const onFound = (leases: ListedLease[]) =>
    queries.setQueryData(queryKeys.lentSoFar(account), leases);
  return useQuery({
    queryKey: queryKeys.lent(account),
    queryFn: ({ signal }) =>
      read(async (at): Promise<Lent> => {
        const unreadable: UnreadableRecord[] = [];
        const onUnreadable = (it: UnreadableRecord) => unreadable.push(it);
        const leases = await sharing.listLent(at, { account, signal, onUnreadable, onFound });
        return { leases, unreadable };
      }, signal),
    select,
    refetchInterval: REFRESH,
  });
}

/** Of a long list that is being read, what is there so far. */
export function useLentSoFar(account: Address): ListedLease[] | undefined {
  const { data } = useQuery<ListedLease[]>({
    queryKey: queryKeys.lentSoFar(account),
    queryFn: skipToken,
  });
  return data;
}

/** All leases of a record, the newest first. */
export function useLeases(record: Hex) {
  const { sharing } = useWorld();
  const read = useRead();
  return useQuery({
    queryKey: queryKeys.leases(record),
    queryFn: ({ signal }) => read((at) => sharing.listLeases(at, { record, signal }), signal),
    refetchInterval: REFRESH,
  });
}

/** Leases of a record that a change of its keys, having stopped half-way, has not granted again. */
export function useRenewalLeft(record: Hex) {
  const { sharing, context } = useWorld();
  return useQuery({
    queryKey: queryKeys.renewalLeft(record),
    queryFn: ({ signal }) => sharing.renewalLeft(context, { record, signal }),
  });
}

/** The groups of a record, the newest first. */
export function useRoots(record: Hex) {
  const { sharing } = useWorld();
  const read = useRead();
  return useQuery({
    queryKey: queryKeys.roots(record),
    queryFn: ({ signal }) => read((at) => sharing.listRoots(at, { record, signal }), signal),
    refetchInterval: REFRESH,
  });
}

/**
 * Keeps a record in mind for an account that has come by its link: a lease as one of a group is in
 * no list of the ledger. `enabled` once it is known not to be in the account's lists.
 */
export function useRemembered(record: Hex, of: { account: Address; enabled: boolean }) {
  const { sharing, context } = useWorld();
  const queries = useQueryClient();
  const { account, enabled } = of;
  return useQuery({
    queryKey: queryKeys.remembered(account, record),
    queryFn: async () => {
      await sharing.rememberRecord(context, { account, record });
      await queries.refetchQueries({ queryKey: queryKeys.lent(account) });
      return true;
    },
    enabled,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/**
 * A record, decrypted; undefined while the account is locked. `enabled` says whether the account may
 * read it now: as soon as it may not, what was decrypted is dropped.
 */
export function useOpenedRecord(
  record: Hex,
  options: { enabled?: boolean; follow?: boolean } = {},
) {
  const { account } = useUnlocked();
  return useOpenedAs(account, record, options);
}

/** The same as somebody in particular, who may have no wallet. */
export function useOpenedAs(
  reader: Reader | null,
  record: Hex,
  { enabled = true, follow = false }: { enabled?: boolean; follow?: boolean } = {},
) {
  const { sharing } = useWorld();
  const read = useRead();
  const queries = useQueryClient();
  const address = reader?.address ?? "0x";
  useEffect(() => {
    if (enabled) return;
    queries.removeQueries({ queryKey: queryKeys.opened(address, record) });
  }, [queries, address, record, enabled]);
  return useQuery({
    queryKey: queryKeys.opened(address, record),
    queryFn: ({ signal }) =>
      read((at) => sharing.openRecord(at, reader as Reader, { record, signal }), signal),
    enabled: enabled && reader !== null,
    refetchInterval: follow ? REFRESH : false,
    staleTime: follow ? 3_000 : 60_000,
    gcTime: 60_000,
    retry: false,
    structuralSharing: false,
  });
}

/**
 * What a record is called, for a row in a list; undefined while the account is locked. `enabled` as with
 * {@link useOpenedRecord}.
 */
export function useCover(record: Hex, { enabled = true }: { enabled?: boolean } = {}) {
  const { account } = useUnlocked();
  const cover = useCoverQuery();
  const queries = useQueryClient();
  const address = account?.address ?? "0x";
  useEffect(() => {
    if (!enabled) queries.removeQueries({ queryKey: queryKeys.cover(address, record) });
  }, [queries, address, record, enabled]);
  return useQuery({ ...cover(account, record), enabled: enabled && account !== null });
}

/** How a record's cover is read and kept. */
export function useCoverQuery() {
  const { sharing } = useWorld();
  const read = useRead();
  return useCallback(
    (reader: Reader | null, record: Hex) => ({
      queryKey: queryKeys.cover(reader?.address ?? "0x", record),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        read((at) => sharing.openCover(at, reader as Reader, { record, signal }), signal),
      staleTime: 60_000,
      gcTime: 60_000,
      retry: false,
    }),
    [sharing, read],
  );
}

/** A lease's state by the running clock, which is ahead of the list that was read. */
export function useLeaseState(lease: Lease & { state?: LeaseState }): LeaseState {
  const { sharing } = useWorld();
  const slice = useChainSlice();
  return slice === null ? (lease.state ?? "live") : sharing.leaseStateAt(lease, slice);
}
