"use client";

import { useQuery } from "@tanstack/react-query";
import type { Address, Hex } from "viem";
import { queryKeys } from "../_config/query-keys.ts";
import { useRead } from "./use-read.ts";
import { useWorld } from "./use-world.ts";

/** How often it is read again, in milliseconds. */
const REFRESH = 15_000;

/**
 * What happened to a record, or where none is named, to an account, the newest first; and how many
 * records are left out, because the nodes do not show their whole history.
 */
export function useActivity(of: { account: Address; record: Hex | null }) {
  const { sharing } = useWorld();
  const read = useRead();
  const { account, record } = of;
  return useQuery({
    queryKey: queryKeys.activity(record ?? account),
    queryFn: ({ signal }) =>
      read(async (at) => {
        if (record !== null) {
          return { activities: await sharing.recordActivity(at, { record, signal }), leftOut: 0 };
        }
        let leftOut = 0;
        const onUnreadable = () => {
          leftOut++;
        };
        const of = { account, signal, onUnreadable };
        return { activities: await sharing.accountActivity(at, of), leftOut };
      }, signal),
    refetchInterval: REFRESH,
    structuralSharing: false,
  });
}
