"use client";

import type { ReactNode } from "react";
import { useCallback, useMemo, useState } from "react";
import type { UnlockedAccount } from "../../lib/sharing/index.ts";
import { UnlockContext } from "../_hooks/use-unlocked.ts";
import { useWorldState } from "../_hooks/use-world.ts";
import { queryKeys } from "./query-keys.ts";

/**
 * Holds the unlocked account: its keys live in this page's memory and nowhere else, so a reload
 * needs a new signature.
 */
export function UnlockProvider({ children }: { children: ReactNode }) {
  const world = useWorldState();
  const queries = world.status === "ready" ? world.world.queries : null;
  const [account, setAccount] = useState<UnlockedAccount | null>(null);
  const lock = useCallback(() => {
    setAccount(null);
    queries?.removeQueries({ queryKey: queryKeys.everyOpened });
  }, [queries]);
  const value = useMemo(() => ({ account, keep: setAccount, lock }), [account, lock]);
  return <UnlockContext value={value}>{children}</UnlockContext>;
}
