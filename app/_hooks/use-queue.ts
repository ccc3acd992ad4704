"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import type { Address } from "viem";
import type { Reader } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useWorld } from "./use-world.ts";

/** Another tab may add to it, or send it: it is looked at this often, in milliseconds. */
const REFRESH = 10_000;

/** How much waits on this device for an account. */
export function useQueueCount(account: Address | undefined) {
  const { sharing, context } = useWorld();
  return useQuery({
    queryKey: [...queryKeys.queue(account ?? "0x"), "count"],
    queryFn: () => sharing.countQueue(context, { account: account as Address }),
    enabled: account !== undefined,
    refetchInterval: REFRESH,
  });
}

/** What waits on this device for the unlocked account. */
export function useQueue() {
  const { sharing, context } = useWorld();
  const { account } = useUnlocked();
  return useQuery({
    queryKey: [...queryKeys.queue(account?.address ?? "0x"), "list"],
    queryFn: () => sharing.listQueue(context, account as Reader),
    enabled: account !== null,
    refetchInterval: REFRESH,
    structuralSharing: false,
  });
}

/** Has the queue of an account read again. */
export function useQueueRefresh(): (account: Address) => Promise<void> {
  const queries = useQueryClient();
  return (account) => queries.invalidateQueries({ queryKey: queryKeys.queue(account) });
}
