"use client";

import { useRequests } from "../_hooks/use-requests.ts";
import { count } from "../_text/format.ts";
import { classNames } from "./class-names.ts";

/** How many requests wait for an answer: beside the word in the navigation, or at its icon's corner. */
export function RequestCount({ isOnIcon }: { isOnIcon: boolean }) {
  const { data = [] } = useRequests();
  if (data.length === 0) return null;
  return (
    <span
      className={classNames(
        "inline-flex min-w-5 items-center justify-center rounded-pill bg-time-soft px-1.5 text-time text-tiny tabular-nums",
        isOnIcon ? "absolute top-1 left-1/2 ml-1.5" : "ml-1.5",
      )}
    >
      <span aria-hidden>{data.length > 99 ? "99+" : data.length}</span>
      <span className="sr-only">{count(data.length, "waits", "wait")} for an answer</span>
    </span>
  );
}
