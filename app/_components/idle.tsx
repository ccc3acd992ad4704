"use client";

import type { ReactNode } from "react";
import { startTransition, useEffect, useState } from "react";

/** Shows something once the browser has nothing else to do: what nobody waits for. */
export function Idle({ children }: { children: ReactNode }) {
  const [isIdle, setIdle] = useState(false);
  useEffect(() => {
    const show = () => startTransition(() => setIdle(true));
    // Safari has no such callback; there the page has loaded at least.
    if (!("requestIdleCallback" in window)) {
      const timer = setTimeout(show);
      return () => clearTimeout(timer);
    }
    const waiting = requestIdleCallback(show);
    return () => cancelIdleCallback(waiting);
  }, []);
  return isIdle ? children : null;
}
