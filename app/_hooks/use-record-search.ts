"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import type { Hex } from "viem";
import type { RecordSummary } from "../../lib/sharing/index.ts";
import { useCoverQuery } from "./use-records.ts";
import { useUnlocked } from "./use-unlocked.ts";

/** Titles read at a time, and shown at a time. */
const IN_FLIGHT = 6;
const SHOWN_TOGETHER = 12;

interface RecordSearch {
  found: readonly RecordSummary[];
  /** Of how many records the title was looked at. */
  looked: number;
}

/**
 * Records with a text in their title, or whose id begins with it. Titles are decrypted one after the
 * other, while there is a text.
 */
export function useRecordSearch(records: readonly RecordSummary[], text: string): RecordSearch {
  const { account } = useUnlocked();
  const cover = useCoverQuery();
  const queries = useQueryClient();
  const [titles, setTitles] = useState<ReadonlyMap<Hex, string>>(new Map());
  const wanted = text.trim().toLowerCase();
  const isWanted = wanted !== "" && account !== null;
  useEffect(() => {
    if (!isWanted) return;
    const known = new Map<Hex, string>();
    const left = records.map(({ id }) => id);
    let isOver = false;
    const look = async () => {
      for (let id = left.shift(); id !== undefined && !isOver; id = left.shift()) {
        const read = await queries.fetchQuery(cover(account, id)).catch(() => null);
        if (isOver) return;
        known.set(id, read?.title.toLowerCase() ?? "");
        if (known.size % SHOWN_TOGETHER === 0 || known.size === records.length) {
          setTitles(new Map(known));
        }
      }
    };
    for (let i = 0; i < IN_FLIGHT; i++) void look();
    return () => {
      isOver = true;
      setTitles(new Map());
    };
  }, [isWanted, account, records, cover, queries]);
  if (!isWanted) return { found: records, looked: records.length };
  const found = records.filter(
    ({ id }) => titles.get(id)?.includes(wanted) || id.startsWith(wanted),
  );
  return { found, looked: titles.size };
}
