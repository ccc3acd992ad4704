import { copyOf } from "../app/_text/errors.ts";
import { el } from "./dom.ts";

const UNITS = ["bytes", "KB", "MB", "GB", "TB"];

/** A size for people: `1.4 MB`. */
export function sizeText(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 ? value : value.toFixed(1)} ${UNITS[unit]}`;
}

/** A moment for people, in their time zone. */
export function momentText(unixSeconds: number): string {
  return new Date(unixSeconds * 1000).toLocaleString("en-GB", {
    dateStyle: "medium",
    timeStyle: "short",
  });
}

/** What happened, and what to do next. */
export function problem(error: unknown): HTMLElement {
  const { title, help } = copyOf(error);
  return el("div", { className: "problem", role: "alert" }, el("strong", {}, title), ` ${help}`);
}
