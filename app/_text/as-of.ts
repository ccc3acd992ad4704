import type { AsOf } from "../../lib/sharing/index.ts";
import { count, formatMoment } from "./format.ts";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** How old what is shown is: `12 minutes ago (14:03)`; with the day where it was another one. */
export function asOfText({ at }: Pick<AsOf, "at">, now: number): string {
  const age = Math.max(0, now - at);
  const moment = formatMoment(at / 1000);
  if (age < MINUTE) return `a moment ago (${clockOf(moment)})`;
  if (age < HOUR) return `${count(Math.floor(age / MINUTE), "minute")} ago (${clockOf(moment)})`;
  if (age < DAY) return `${count(Math.floor(age / HOUR), "hour")} ago (${moment})`;
  return `${count(Math.floor(age / DAY), "day")} ago (${moment})`;
}

function clockOf(moment: string): string {
  return moment.slice(moment.lastIndexOf(" ") + 1);
}
