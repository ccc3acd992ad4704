import { formatBytes, formatSpan } from "./format.ts";

/** How far something is: `12 MB of 1.2 GB · 24 MB/s · 50 seconds left`. */
export function paceText({
  done,
  total,
  rate,
  left,
}: {
  done: number;
  total: number | null;
  /** Bytes per second. */
  rate: number | null;
  /** Seconds. */
  left: number | null;
}): string {
  const parts = [
    total === null ? formatBytes(done) : `${formatBytes(done)} of ${formatBytes(total)}`,
    rate !== null && `${formatBytes(Math.round(rate))}/s`,
    left !== null && left >= 1 && `${leftText(left)} left`,
  ];
  return parts.filter(Boolean).join(" · ");
}

/** A span that does not change with every second: to the minute above two, to five seconds above ten. */
function leftText(seconds: number): string {
  if (seconds >= 120) return formatSpan(Math.round(seconds / 60) * 60);
  if (seconds >= 10) return formatSpan(Math.ceil(seconds / 5) * 5);
  return formatSpan(Math.ceil(seconds));
}
