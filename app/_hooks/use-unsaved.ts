"use client";

import { useEffect } from "react";

/** Names of the unfinished pieces of work that leaving would lose. */
const unsaved = new Set<string>();

function askBeforeUnload(event: BeforeUnloadEvent): void {
  event.preventDefault();
}

/** While `active`, leaving the page or following a link inside the app asks first. */
export function useUnsaved(name: string, active: boolean): void {
  useEffect(() => {
    if (!active) return;
    unsaved.add(name);
    window.addEventListener("beforeunload", askBeforeUnload);
    return () => {
      unsaved.delete(name);
      if (unsaved.size === 0) window.removeEventListener("beforeunload", askBeforeUnload);
    };
  }, [name, active]);
}

/** Whether something would be lost now. */
export function hasUnsaved(): boolean {
  return unsaved.size > 0;
}
