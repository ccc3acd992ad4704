"use client";

import { useQueryClient } from "@tanstack/react-query";
import type { Hex } from "viem";
import type { OpenedRecord } from "../../../lib/sharing/index.ts";
import { queryKeys } from "../../_config/query-keys.ts";
import { useOpenedRecord } from "../../_hooks/use-records.ts";
import { useUnlocked } from "../../_hooks/use-unlocked.ts";
import { sectionName } from "../record/section-name.ts";

/** What sections of several records are called, as far as these were opened just now. */
export function useKnownSections(): (index: number, record: Hex) => string {
  const queries = useQueryClient();
  const { account } = useUnlocked();
  return (index, record) => {
    const key = queryKeys.opened(account?.address ?? "0x", record);
    const known = queries.getQueryData<OpenedRecord>(key)?.sections;
    return sectionName(known?.find((it) => it.index === index) ?? { index, title: "" });
  };
}

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
