"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import type { Address, Hex } from "viem";
import type { Lease, LeaseState, Reader } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { useChainSlice } from "./use-clock.ts";
import { useRead } from "./use-read.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useWorld } from "./use-world.ts";

/** How often lists are read again while they are on the screen, in milliseconds. */
const REFRESH = 6_000;

/** The records of an account. */
export function useOwnedRecords(owner: Address) {
  const { sharing } = useWorld();
  const read = useRead();
  return useQuery({
    queryKey: queryKeys.owned(owner),
    queryFn: ({ signal }) => read((at) => sharing.listOwned(at, { owner, signal }), signal),
    refetchInterval: REFRESH,
  });
}

/** What was lent to an account, the newest first. */
export function useLentLeases(account: Address) {
  const { sharing } = useWorld();
  const read = useRead();
  return useQuery({
    queryKey: queryKeys.lent(account),
    queryFn: ({ signal }) => read((at) => sharing.listLent(at, { account, signal }), signal),
    refetchInterval: REFRESH,
  });
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

/** A lease's state by the running clock, which is ahead of the list that was read. */
export function useLeaseState(lease: Lease & { state?: LeaseState }): LeaseState {
  const { sharing } = useWorld();
  const slice = useChainSlice();
  return slice === null ? (lease.state ?? "live") : sharing.leaseStateAt(lease, slice);
}
