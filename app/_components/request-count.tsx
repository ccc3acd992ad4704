"use client";

import { useRequests } from "../_hooks/use-requests.ts";
import { count } from "../_text/format.ts";

/** How many requests wait for an answer, beside the word in the navigation. */
export function RequestCount() {
  const { data = [] } = useRequests();
  if (data.length === 0) return null;
  return (
    <span className="ml-1.5 inline-flex min-w-5 items-center justify-center rounded-pill bg-time-soft px-1.5 text-time text-tiny tabular-nums">
      <span aria-hidden>{data.length > 99 ? "99+" : data.length}</span>
      <span className="sr-only">{count(data.length, "waits", "wait")} for an answer</span>
    </span>
  );
}
