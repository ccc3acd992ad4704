"use client";

import { useQueries } from "@tanstack/react-query";
import type { Address } from "viem";
import type { ListedLease } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { endingSoon } from "../_text/ending.ts";
import { useChainSlice } from "./use-clock.ts";
import { useRead } from "./use-read.ts";
import { useLentLeases, useOwnedRecords } from "./use-records.ts";
import { useWorld } from "./use-world.ts";

/** Of so many of the newest records the leases are watched. */
const WATCHED = 30;

/** How often they are read again, in milliseconds. */
const REFRESH = 60_000;

/** The leases that an account granted, of its newest records. */
export function useGrantedLeases(account: Address): ListedLease[] {
  const { sharing } = useWorld();
  const read = useRead();
  const owned = useOwnedRecords(account);
  const records = owned.data?.filter(({ closed }) => !closed).slice(-WATCHED) ?? [];
  const granted = useQueries({
    queries: records.map(({ id }) => ({
      queryKey: queryKeys.leases(id),
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        read((at) => sharing.listLeases(at, { record: id, signal }), signal),
      refetchInterval: REFRESH,
    })),
  });
  return granted.flatMap(({ data }) => data ?? []);
}

/** Leases that end soon: those the account holds, and those it granted. */
export function useEnding(account: Address): { held: ListedLease[]; granted: ListedLease[] } {
  const slice = useChainSlice();
  const held = useLentLeases(account);
  const granted = useGrantedLeases(account);
  if (slice === null) return { held: [], granted: [] };
  return { held: endingSoon(held.data ?? [], slice), granted: endingSoon(granted, slice) };
}
