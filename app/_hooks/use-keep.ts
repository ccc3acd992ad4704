"use client";

import { useState } from "react";
import type { Hex } from "viem";
import { hasCode } from "../../lib/error.ts";
import type { PublishDraft } from "../../lib/sharing/index.ts";
import type { Run } from "./use-flow.ts";
import { useQueueRefresh } from "./use-queue.ts";
import { useIsAway } from "./use-read.ts";
import { useOpenedRecord } from "./use-records.ts";
import { useToast } from "./use-toast.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useUnsaved } from "./use-unsaved.ts";
import { useWorld } from "./use-world.ts";

/** Failures that pass when the connection is back. */
const PASSING = ["chain/unreachable", "storage/unavailable", "storage/too-few-copies"] as const;

type Keeping = { status: "idle" | "busy" } | { status: "failed"; error: unknown };

/** Keeps an entry on this device, to be sent later: offered where it cannot be published now. */
export function useKeep(
  run: Run,
  { record, section }: { record: Hex; section: { index: number; title: string } },
) {
  const { sharing, context, reach } = useWorld();
  const { account } = useUnlocked();
  const isAway = useIsAway();
  const opened = useOpenedRecord(record);
  const refresh = useQueueRefresh();
  const toast = useToast();
  const [keeping, setKeeping] = useState<Keeping>({ status: "idle" });
  useUnsaved("Keeping your entry", keeping.status === "busy");
  const hasFailed = run.status === "failed" && PASSING.some((code) => hasCode(run.error, code));

  /** Whether it is kept now. */
  const keep = async (draft: PublishDraft): Promise<boolean> => {
    if (account === null) return false;
    setKeeping({ status: "busy" });
    try {
      const titles = { record: opened.data?.title ?? "", section: section.title };
      await sharing.keepPublication(context, account, {
        record,
        section: section.index,
        draft,
        titles,
        isAway: reach.isAway(),
      });
      await refresh(account.address);
      setKeeping({ status: "idle" });
      toast("Kept on this device. Send it when you are back online.");
      return true;
    } catch (error) {
      setKeeping({ status: "failed", error });
      return false;
    }
  };
  return { isOffered: isAway || hasFailed, isAway, keeping, keep };
}
