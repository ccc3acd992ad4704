"use client";

import { CircleCheck, TriangleAlert, X } from "lucide-react";
import type { ReactNode } from "react";
import { useCallback, useState } from "react";
import type { ShowToast, Toast } from "../_hooks/use-toast.ts";
import { ToastContext } from "../_hooks/use-toast.ts";
import { IconButton } from "./button.tsx";

const SHOWN_FOR = 7_000;

let lastId = 0;

/** Shows toasts below its children; screen readers hear each one when it appears. */
export function Toaster({ children }: { children: ReactNode }) {
  const [toasts, setToasts] = useState<readonly Toast[]>([]);
  const drop = useCallback((id: number) => setToasts((all) => all.filter((t) => t.id !== id)), []);
  const show = useCallback<ShowToast>(
    (text, tone = "good") => {
      lastId += 1;
      const toast = { id: lastId, tone, text };
      setToasts((all) => [...all.slice(-2), toast]);
      setTimeout(() => drop(toast.id), SHOWN_FOR);
    },
    [drop],
  );
  return (
    <ToastContext value={show}>
      {children}
      <section
        aria-label="Messages"
        aria-live="polite"
        // Over a dialog on a phone, whose buttons are at its end, the newest stands below its title.
        className="pointer-events-none fixed inset-x-4 bottom-20 z-60 flex flex-col items-center gap-2 sm:bottom-6 max-sm:[body:has([role$=dialog])_&]:top-20 max-sm:[body:has([role$=dialog])_&]:bottom-auto max-sm:[body:has([role$=dialog])_&>:not(:last-child)]:hidden"
      >
        {toasts.map(({ id, tone, text }) => (
          <div
            key={id}
            className="pointer-events-auto flex w-full max-w-md animate-rise items-center gap-3 rounded-card bg-ink py-1.5 pr-2 pl-4 text-paper text-small shadow-float"
          >
            {tone === "good" ? (
              <CircleCheck size={18} className="shrink-0" aria-hidden />
            ) : (
              <TriangleAlert size={18} className="shrink-0" aria-hidden />
            )}
            <p className="min-w-0 flex-1 py-1.5">{text}</p>
            <IconButton
              label="Dismiss"
              icon={X}
              className="text-paper hover:bg-paper/15 hover:text-paper"
              onClick={() => drop(id)}
            />
          </div>
        ))}
      </section>
    </ToastContext>
  );
}
