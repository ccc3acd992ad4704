"use client";

import { useQuery } from "@tanstack/react-query";
import { queryKeys } from "../_config/query-keys.ts";
import { useWorld } from "../_hooks/use-world.ts";
import { AppLink } from "./app-link.tsx";

/** Leads to the Network page, with a mark where a node or a store is in trouble. It asks none. */
export function NetworkState() {
  const { sharing, context } = useWorld();
  const { data: troubles = 0 } = useQuery({
    queryKey: [...queryKeys.trouble, context.choices],
    queryFn: () => {
      const nodes = sharing.healthOfNodes(context);
      const stores = sharing.healthOfStores(context);
      const isBad = (state: string) => state === "down" || state === "distrusted";
      const now = Date.now();
      return (
        nodes.filter(({ state }) => isBad(state)).length +
        stores.filter(
          ({ state, fullUntil }) => isBad(state) || (fullUntil !== null && fullUntil > now),
        ).length
      );
    },
    staleTime: 0,
    refetchInterval: 5_000,
  });
  return (
    <AppLink
      href="/network/"
      className="inline-flex items-center gap-1.5 underline underline-offset-4"
    >
      Network
      {troubles > 0 && (
        <>
          <span aria-hidden className="size-2 rounded-pill bg-time-mark" />
          <span className="sr-only">, something needs attention</span>
        </>
      )}
    </AppLink>
  );
}
