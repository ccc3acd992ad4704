"use client";

import { useState } from "react";
import { hasCode } from "../../lib/error.ts";
import type { UnlockedAccount } from "../../lib/sharing/index.ts";
import { mayBeSent } from "../_flows/pending.ts";
import type { Run } from "./use-flow.ts";
import { useQueueRefresh } from "./use-queue.ts";
import { useIsAway } from "./use-read.ts";
import { useToast } from "./use-toast.ts";
import { useUnlocked } from "./use-unlocked.ts";
import { useUnsaved } from "./use-unsaved.ts";
import { useWorld } from "./use-world.ts";

/** Failures that pass when the connection is back. */
const PASSING = ["chain/unreachable", "storage/unavailable", "storage/too-few-copies"] as const;

export type Keeping = { status: "idle" | "busy" } | { status: "failed"; error: unknown };

/**
 * Keeps something on this device, to be sent later: offered where it cannot be sent now, and nothing of
 * it may have been.
 *
 * @param what is being kept, for who leaves meanwhile
 */
export function useKeep(run: Run, what: string) {
  const { reach } = useWorld();
  const { account } = useUnlocked();
  const isAway = useIsAway();
  const refresh = useQueueRefresh();
  const toast = useToast();
  const [keeping, setKeeping] = useState<Keeping>({ status: "idle" });
  useUnsaved(what, keeping.status === "busy");
  const hasFailed =
    run.status === "failed" &&
    PASSING.some((code) => hasCode(run.error, code)) &&
    !mayBeSent(run.error);

  /** Whether it is kept now. */
  const keep = async (
    work: (account: UnlockedAccount, isAway: boolean) => Promise<unknown>,
  ): Promise<boolean> => {
    if (account === null) return false;
    setKeeping({ status: "busy" });
    try {
      await work(account, reach.isAway());
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
