import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const css = readFileSync(new URL("../../app/globals.css", import.meta.url), "utf8");

/** The tokens of the style sheet: name → [light, dark]. */
const tokens = new Map(
  [...css.matchAll(/--color-([a-z-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(
    ([, name, light, dark]) => [name, [light, dark]] as const,
  ),
);

/** Relative luminance and contrast (WCAG 2.2). */
function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high, low] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ["paper", "surface", "sunken"];

/** Text on grounds needs 4.5:1; borders of controls and marks need 3:1. */
const PAIRS: [ink: string, grounds: string[], least: number][] = [
  ["ink", [...GROUNDS, "accent-soft", "time-soft", "danger-soft"], 4.5],
  ["muted", [...GROUNDS, "accent-soft", "time-soft", "danger-soft"], 4.5],
  ["accent", [...GROUNDS, "accent-soft"], 4.5],
  ["time", [...GROUNDS, "time-soft"], 4.5],
  ["danger", [...GROUNDS, "danger-soft"], 4.5],
  ["edge", GROUNDS, 3],
  ["time-mark", ["paper", "surface"], 3],
];

describe.each([
  ["light", 0],
  ["dark", 1],
] as const)("the %s theme", (_, theme) => {
  it.each(PAIRS.flatMap(([ink, grounds, least]) => grounds.map((on) => [ink, on, least] as const)))(
    "shows %s on %s at %s:1 or more",
    (ink, on, least) => {
      const [a, b] = [tokens.get(ink)?.[theme], tokens.get(on)?.[theme]];
      expect(a).toBeDefined();
      expect(b).toBeDefined();
      expect(contrast(a as string, b as string)).toBeGreaterThanOrEqual(least);
    },
  );
});
