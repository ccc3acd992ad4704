"use client";

import { useCallback, useSyncExternalStore } from "react";
import type { Context } from "../../lib/sharing/index.ts";
import { useWorld } from "./use-world.ts";

/** Whether the chain cannot be reached: what is shown is what this device last knew. */
export function useIsAway(): boolean {
  const { reach } = useWorld();
  return useSyncExternalStore(reach.subscribe, reach.isAway, () => false);
}

/** Runs a reading use-case: on the chain, or where that cannot be reached, on what was last known. */
export function useRead() {
  const { sharing, context, reach } = useWorld();
  return useCallback(
    async <T>(read: (at: Context) => Promise<T>, signal?: AbortSignal): Promise<T> => {
      const options = { isAway: reach.isAway(), signal };
      return (await sharing.readOrRecall(context, read, options)).value;
    },
    [sharing, context, reach],
  );
}
