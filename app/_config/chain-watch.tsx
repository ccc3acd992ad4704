"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect } from "react";
import { reconnect } from "wagmi/actions";
import { queryKeys } from "./query-keys.ts";
import type { World } from "./world.ts";
import { checkChain } from "./world.ts";

/** Keeps the chain's time, checks that the node is the right one, and brings wallets back. */
export function ChainWatch({ world }: { world: World }) {
  const queries = useQueryClient();
  const health = useQuery({
    queryKey: queryKeys.health,
    queryFn: async () => {
      await checkChain(world);
      return true;
    },
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: (query) => (query.state.status === "success" ? false : 4_000),
  });
  const isHealthy = health.data === true;

  const time = useQuery({
    queryKey: queryKeys.time,
    queryFn: async ({ signal }) => {
      const { sharing, context, clock, reach } = world;
      try {
        const seconds = await sharing.chainTime(context, { signal });
        clock.observe(seconds);
        reach.set(false);
        return seconds;
      } catch (error) {
        if (signal.aborted) throw error;
        reach.set(true);
        // Leases run out without the chain; what it would say else is not known.
        const known = await sharing.lastKnown(context);
        if (known !== null) clock.observe(await sharing.chainTime(known.context));
        throw error;
      }
    },
    retry: false,
    refetchInterval: 4_000,
    refetchIntervalInBackground: true,
  });

  // The browser's word comes at once; whether the chain is away, only asking tells.
  useEffect(() => {
    const ask = () => queries.refetchQueries({ queryKey: queryKeys.time });
    addEventListener("offline", ask);
    addEventListener("online", ask);
    return () => {
      removeEventListener("offline", ask);
      removeEventListener("online", ask);
    };
  }, [queries]);

  // A node that was away may have come back as another chain.
  const isAway = time.isError;
  useEffect(() => {
    if (!isAway) return;
    return () => {
      queries.invalidateQueries({ queryKey: queryKeys.health });
    };
  }, [queries, isAway]);

  const isAnswered = isHealthy || health.isError;
  useEffect(() => {
    const isDevnet = world.network.demo !== null;
    if (isDevnet && !isAnswered) return;
    bringWalletsBack(world, { demo: isDevnet && isHealthy }).finally(() =>
      queries.setQueryData(queryKeys.settled, true),
    );
  }, [world, queries, isAnswered, isHealthy]);

  return null;
}

/** Connects again what was connected before a reload; demo wallets have to be announced first. */
async function bringWalletsBack({ network, wallets }: World, { demo }: { demo: boolean }) {
  if (demo) await (await import("../_wallets/announce.ts")).announceDemoWallets(network);
  if (wallets.state.status !== "connected") await reconnect(wallets);
}
