"use client";

import { useState } from "react";

/**
 * Where the focus goes when a dialog closes: back to what had it when the dialog was drawn first, or to
 * the page's content where that is gone. Radix does so only for dialogs that have a trigger of its own.
 *
 * For `onCloseAutoFocus`, in a component that is there only while the dialog is.
 */
export function useFocusReturn(): (event: Event) => void {
  const [opener] = useState(() => document.activeElement);
  return (event) => {
    event.preventDefault();
    if (opener instanceof HTMLElement || opener instanceof SVGElement) {
      if (opener.isConnected) opener.focus({ preventScroll: true });
    }
    if (document.activeElement === opener) return;
    document.getElementById("main")?.focus({ preventScroll: true });
  };
}
