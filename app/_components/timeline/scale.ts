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

/** What is looked at, and when it is. */
export interface Scene {
  span: Span;
  /** In pixels. */
  width: number;
  /** The present one. */
  slice: number;
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

/** As far as one can look into it, and from it, in seconds. */
const NARROWEST = 10 * MINUTE;
const WIDEST = 100 * 365 * DAY;

/** A stretch `factor` times as long, in which the moment `at` stays where it is. */
export function zoomed({ from, to }: Span, { factor, at }: { factor: number; at: number }): Span {
  const length = Math.min(WIDEST, Math.max(NARROWEST, (to - from) * factor));
  const share = (at - from) / (to - from);
  return { from: at - length * share, to: at + length * (1 - share) };
}

/** The stretch moved on by a share of its length. */
export function panned({ from, to }: Span, share: number): Span {
  const by = (to - from) * share;
  return { from: from + by, to: to + by };
}

/** Steps in which an end is moved, in seconds. */
const DRAG_STEPS = [MINUTE, 5 * MINUTE, 15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY];

/** In which steps an end moves: a round one of some four pixels. */
export function dragStep({ from, to }: Span, width: number): number {
  const wanted = ((to - from) / Math.max(1, width)) * 4;
  return DRAG_STEPS.find((it) => it >= wanted) ?? 30 * DAY;
}

/** The nearest moment that is a whole number of steps by the person's clock. */
export function snapped(at: number, step: number): number {
  const shift = new Date(at * 1000).getTimezoneOffset() * MINUTE;
  return Math.round((at - shift) / step) * step + shift;
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
