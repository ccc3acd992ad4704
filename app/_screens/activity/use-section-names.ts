"use client";

import type { Hex } from "viem";
import { useOpenedRecord } from "../../_hooks/use-records.ts";
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
