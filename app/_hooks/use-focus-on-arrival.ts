"use client";

import { usePathname } from "next/navigation";
import { useEffect, useRef } from "react";

/** Puts the focus on the page's content where a link led here and is gone, and the focus with it. */
export function useFocusOnArrival(): void {
  const path = usePathname();
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    if (document.activeElement !== document.body) return;
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [path]);
}
