"use client";

import { notifyManager, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { Hex } from "viem";
import { queryKeys } from "../_config/query-keys.ts";
import { useUnlocked } from "./use-unlocked.ts";

/** Titles of the records that were opened just now, or whose covers were; none is opened for it. */
export function useKnownTitles(): (record: Hex) => string | undefined {
  const queries = useQueryClient();
  const { account } = useUnlocked();
  const address = account?.address ?? "0x";
  // Their number says enough: a title comes with its record.
  useSyncExternalStore(
    (listener) => queries.getQueryCache().subscribe(notifyManager.batchCalls(listener)),
    () => queries.getQueriesData({ queryKey: queryKeys.everyOpened }).filter(isThere).length,
    () => 0,
  );
  return (record) => {
    const keys = [queryKeys.opened(address, record), queryKeys.cover(address, record)];
    const known = keys.map((key) => queries.getQueryData<{ title: string }>(key));
    return known.find((it) => it !== undefined)?.title;
  };
}

function isThere([, data]: readonly [unknown, unknown]): boolean {
  return data !== undefined;
}
