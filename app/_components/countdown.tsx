"use client";

import { sliceStart } from "../../lib/slice.ts";
import { useChainSeconds } from "../_hooks/use-clock.ts";
import { formatCountdown, formatSpan } from "../_text/format.ts";
import { classNames } from "./class-names.ts";

/** Under this many seconds, what is left is shown as urgent. */
const SOON = 3_600;

interface CountdownProps {
  /** The slice at whose beginning it reaches zero. */
  to: number;
  /** Before the time: `ends in`. */
  label: string;
}

/** How long it is until a slice begins, by the chain's clock, running. */
export function Countdown({ to, label }: CountdownProps) {
  const now = useChainSeconds();
  if (now === null) return null;
  const left = Math.max(0, sliceStart(to) - now);
  return (
    <span
      role="timer"
      aria-label={`${label} ${formatSpan(left)}`}
      className={classNames("whitespace-nowrap tabular-nums", left < SOON && "text-time")}
    >
      <span aria-hidden>
        {label} <strong>{formatCountdown(left)}</strong>
      </span>
    </span>
  );
}
