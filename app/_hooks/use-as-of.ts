"use client";

import { useQuery } from "@tanstack/react-query";
import type { Address, Hex } from "viem";
import type { AsOf } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import { useIsAway } from "./use-read.ts";
import { useWorld } from "./use-world.ts";

/** What something is known of. */
export type Known = { record: Hex } | { account: Address } | "chain";

/** As of when a record, an account's leases or the chain are known; null while the chain answers. */
export function useAsOf(of: Known): AsOf | null {
  const { sharing, context } = useWorld();
  const isAway = useIsAway();
  const { data = null } = useQuery({
    queryKey: queryKeys.asOf(of === "chain" ? of : "record" in of ? of.record : of.account),
    queryFn: async () => {
      if (of === "chain") return (await sharing.lastKnown(context))?.asOf ?? null;
      return "record" in of ? sharing.recordAsOf(context, of) : sharing.accountAsOf(context, of);
    },
    enabled: isAway,
    refetchInterval: 30_000,
    staleTime: 0,
  });
  return isAway ? data : null;
}
