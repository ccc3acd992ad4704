"use client";

import { useState } from "react";
import type { Hex } from "viem";
import type { OpenedEntry, OpenedSection, Reader } from "../../../lib/sharing/index.ts";
import { useWorld } from "../../_hooks/use-world.ts";
import { joinEntries } from "./entry-pages.ts";

interface Entries {
  /** The newest first, as far as they were asked for. */
  entries: readonly OpenedEntry[];
  /** How many more there are. */
  older: number;
  isLoading: boolean;
  error: unknown;
  /** Opens the next page of older ones; null where nobody in particular reads. */
  more: (() => Promise<void>) | null;
}

/** A section's entries: the newest, and older ones page by page. */
export function useEntries(
  section: OpenedSection,
  { record, reader }: { record: Hex; reader: Reader | null },
): Entries {
  const { sharing, context } = useWorld();
  const [known, setKnown] = useState<readonly OpenedEntry[]>(section.entries);
  const [state, setState] = useState<{ isLoading: boolean; error: unknown }>({
    isLoading: false,
    error: null,
  });
  const entries = joinEntries(section.entries, known);
  const older = Math.max(0, section.entries.length + section.older - entries.length);
  const last = entries.at(-1);
  const more = async () => {
    if (reader === null || last === undefined) return;
    setState({ isLoading: true, error: null });
    try {
      const page = await sharing.openOlder(context, reader, {
        record,
        section: section.index,
        before: last.head,
      });
      setKnown([...entries, ...page.entries]);
      setState({ isLoading: false, error: null });
    } catch (error) {
      setState({ isLoading: false, error });
    }
  };
  return { entries, older, ...state, more: reader === null ? null : more };
}
