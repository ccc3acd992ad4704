"use client";

import type { ReactNode } from "react";
import { useWorldState } from "../_hooks/use-world.ts";
import { LateErrorNotice } from "./late-error-notice.tsx";
import { LoadingScreen } from "./skeleton.tsx";

interface ReadyProps {
  /** Shown while the library and the network load. */
  fallback?: ReactNode;
  /** Says nothing if they cannot be loaded: another part of the page does. */
  quiet?: boolean;
  children?: ReactNode;
}

/** Waits for the world; whoever uses a wallet or the chain stands below it. */
export function Ready({ fallback, quiet = false, children }: ReadyProps) {
  const state = useWorldState();
  if (state.status === "failed") {
    return quiet ? null : <LateErrorNotice error={state.error} reload />;
  }
  if (state.status === "loading") {
    return fallback === undefined ? <LoadingScreen label="Loading" /> : fallback;
  }
  return <state.Platform world={state.world}>{children}</state.Platform>;
}
