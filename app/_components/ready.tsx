"use client";

import type { ReactNode } from "react";
import { useEffect } from "react";
import { useDemand, useWorldState } from "../_hooks/use-world.ts";
import { LateErrorNotice } from "./late-error-notice.tsx";
import { LoadingScreen } from "./skeleton.tsx";

interface ReadyProps {
  /** Shown while the library and the network load. */
  fallback?: ReactNode;
  /** Waits until something else needs them, and says nothing if they cannot be loaded. */
  quiet?: boolean;
  children?: ReactNode;
}

/** Has the world load and waits for it; whoever uses a wallet or the chain stands below it. */
export function Ready({ fallback, quiet = false, children }: ReadyProps) {
  const state = useWorldState();
  const demand = useDemand();
  useEffect(() => {
    if (!quiet) demand().catch(() => undefined);
  }, [quiet, demand]);
  if (state.status === "failed") {
    return quiet ? null : <LateErrorNotice error={state.error} reload />;
  }
  if (state.status === "loading") {
    return fallback === undefined ? <LoadingScreen label="Loading" /> : fallback;
  }
  return <state.Platform world={state.world}>{children}</state.Platform>;
}
