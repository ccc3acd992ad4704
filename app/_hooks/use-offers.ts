"use client";

import { useQuery } from "@tanstack/react-query";
import type { Address, Hex } from "viem";
import type { Reader } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { useRead } from "./use-read.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useWorld } from "./use-world.ts";

/** How often it is looked for new ones, in milliseconds. */
const REFRESH = 12_000;

/** The records that are on offer to an account, the newest offer first. */
export function useOffers(account: Address) {
  const { sharing } = useWorld();
  const read = useRead();
  return useQuery({
    queryKey: queryKeys.offers(account),
    queryFn: ({ signal }) => read((at) => sharing.listOffers(at, { account, signal }), signal),
    refetchInterval: REFRESH,
    structuralSharing: false,
  });
}

/** A record that is on offer to the unlocked account, decrypted. */
export function useOfferedRecord(record: Hex) {
  const { sharing, context } = useWorld();
  const { account } = useUnlocked();
  return useQuery({
    queryKey: queryKeys.offered(account?.address ?? "0x", record),
    queryFn: ({ signal }) => sharing.openOffer(context, account as Reader, { record, signal }),
    enabled: account !== null,
    retry: false,
    structuralSharing: false,
  });
}
