const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** Distances between marks on the line of time, in seconds. */
const STEPS = [
  10 * MINUTE,
  30 * MINUTE,
  HOUR,
  3 * HOUR,
  6 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  7 * DAY,
  14 * DAY,
  30 * DAY,
  91 * DAY,
  365 * DAY,
  5 * 365 * DAY,
];

/** Room for one mark's label, in pixels. */
const LABEL = 84;

/** How far one looks: everything, or a window around now. */
export type Zoom = "all" | "day" | "week" | "month";

const WINDOWS = { day: DAY, week: 7 * DAY, month: 30 * DAY } as const;

/** A stretch of time in unix seconds. */
export interface Span {
  from: number;
  to: number;
}

/** The stretch that is shown: all leases and the present, or a window with now in its first third. */
export function visibleSpan(spans: readonly Span[], at: { now: number; zoom: Zoom }): Span {
  const { now, zoom } = at;
  if (zoom !== "all") {
    const length = WINDOWS[zoom];
    return { from: now - length / 4, to: now + (length * 3) / 4 };
  }
  const from = Math.min(now, ...spans.map((it) => it.from));
  const to = Math.max(now, ...spans.map((it) => it.to));
  const margin = Math.max(5 * MINUTE, (to - from) * 0.04);
  return { from: from - margin, to: to + margin };
}

export interface Mark {
  at: number;
  label: string;
}

/** Marks at round times of the person's clock, as many as there is room for. */
export function marksOf({ from, to }: Span, width: number): Mark[] {
  const most = Math.max(1, Math.floor(width / LABEL));
  const step = STEPS.find((it) => (to - from) / it <= most) ?? (to - from) / most;
  const shift = new Date(from * 1000).getTimezoneOffset() * MINUTE;
  const marks: Mark[] = [];
  for (let at = Math.ceil((from - shift) / step) * step + shift; at < to; at += step) {
    marks.push({ at, label: labelOf(at, step) });
  }
  return marks;
}

function labelOf(at: number, step: number): string {
  const date = new Date(at * 1000);
  const isMidnight = date.getHours() === 0 && date.getMinutes() === 0;
  if (step < DAY && !isMidnight) {
    return date.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  }
  return date.toLocaleDateString("en-GB", {
    day: "numeric",
    month: "short",
    ...(step >= 91 * DAY && { year: "numeric" }),
  });
}
