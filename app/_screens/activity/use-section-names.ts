"use client";

import { notifyManager, useQueryClient } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import type { Hex } from "viem";
import type { OpenedRecord } from "../../../lib/sharing/index.ts";
import { queryKeys } from "../../_config/query-keys.ts";
import { useOpenedRecord } from "../../_hooks/use-records.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { sectionName } from "../record/section-name.ts";

const NONE: Hex = "0x";

/** What a record and its sections are called, as far as the unlocked account may know it. */
export function useSectionNames(record: Hex | null) {
  const { data } = useOpenedRecord(record ?? NONE, { enabled: record !== null });
  return {
    title: data?.title || "this record",
    sectionOf: (index: number) =>
      sectionName(data?.sections.find((it) => it.index === index) ?? { index, title: "" }),
  };
}

/** Titles of the records that were opened just now; none is opened for it. */
export function useKnownTitles(): (record: Hex) => string | undefined {
  const queries = useQueryClient();
  const { account } = useUnlocked();
  const titleOf = (record: Hex) => {
    const key = queryKeys.opened(account?.address ?? NONE, record);
    return queries.getQueryData<OpenedRecord>(key)?.title;
  };
  // Their number says enough: a title comes with its record.
  useSyncExternalStore(
    (listener) => queries.getQueryCache().subscribe(notifyManager.batchCalls(listener)),
    () => queries.getQueriesData({ queryKey: queryKeys.everyOpened }).filter(isThere).length,
    () => 0,
  );
  return titleOf;
}

function isThere([, data]: readonly [unknown, unknown]): boolean {
  return data !== undefined;
}
