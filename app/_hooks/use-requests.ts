"use client";

import { useQuery } from "@tanstack/react-query";
import type { Address, Hex } from "viem";
import type { Account } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { useRead } from "./use-read.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useWorld } from "./use-world.ts";

/** How often it is looked for new ones, in milliseconds. */
const REFRESH = 12_000;

/** The requests that wait for the unlocked account's answer; nothing while it is locked. */
export function useRequests() {
  const { sharing } = useWorld();
  const read = useRead();
  const { account } = useUnlocked();
  return useQuery({
    queryKey: queryKeys.requests(account?.address ?? "0x"),
    queryFn: ({ signal }) =>
      read((at) => sharing.listRequests(at, account as Account, { signal }), signal),
    enabled: account !== null,
    refetchInterval: REFRESH,
    structuralSharing: false,
  });
}

/** What an account asked on this device, with what became of it. */
export function useOwnRequests(account: Address) {
  const { sharing } = useWorld();
  const read = useRead();
  return useQuery({
    queryKey: queryKeys.ownRequests(account),
    queryFn: ({ signal }) => read((at) => sharing.listOwnRequests(at, { account, signal }), signal),
    refetchInterval: REFRESH,
  });
}

/** What an account asks of a record, or how that was last answered. */
export function useOwnRequest(account: Address, record: Hex) {
  const { sharing } = useWorld();
  const read = useRead();
  return useQuery({
    queryKey: queryKeys.ownRequest(account, record),
    queryFn: ({ signal }) =>
      read((at) => sharing.ownRequest(at, { account, record, signal }), signal),
    refetchInterval: REFRESH,
  });
}

/** Whose a record is and which sections it has. */
export function useOutline(record: Hex) {
  const { sharing } = useWorld();
  const read = useRead();
  return useQuery({
    queryKey: queryKeys.outline(record),
    queryFn: ({ signal }) => read((at) => sharing.outlineOf(at, { record, signal }), signal),
    staleTime: 30_000,
  });
}
