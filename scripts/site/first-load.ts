import { globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

/** What a page loads before it can be used: its route (`/record/`), and KiB of JavaScript, gzipped. */
export interface FirstLoad {
  route: string;
  kib: number;
}

/** The scripts that each page of a built site names, as hosts send them. Later parts do not count. */
export function firstLoads(folder: string): FirstLoad[] {
  const sizes = new Map<string, number>();
  const sizeOf = (file: string) => {
    const known = sizes.get(file);
    if (known !== undefined) return known;
    const size = gzipSync(readFileSync(file), { level: 9 }).length;
    sizes.set(file, size);
    return size;
  };
  return globSync("**/index.html", { cwd: folder })
    .filter((page) => !page.startsWith("_") && !page.startsWith("404"))
    .map((page) => {
      const html = readFileSync(join(folder, page), "utf8");
      const scripts = [...html.matchAll(/<script\b(?![^>]*\bnomodule\b)[^>]*\ssrc="([^"]+)"/gi)];
      const files = new Set(scripts.map(([, src = ""]) => src.replace(/^[./]*/, "").split("?")[0]));
      const bytes = [...files].reduce((sum, file) => sum + sizeOf(join(folder, file ?? "")), 0);
      const route = dirname(page) === "." ? "/" : `/${dirname(page).split("\\").join("/")}/`;
      return { route, kib: Math.round((bytes / 1024) * 10) / 10 };
    })
    .sort((a, b) => a.route.localeCompare(b.route));
}

/** Routes that load more than they may, or have no budget; in words. */
export function overBudget(
  loads: readonly FirstLoad[],
  budgets: Readonly<Record<string, number>>,
): string[] {
  return loads.flatMap(({ route, kib }) => {
    const budget = budgets[route];
    if (budget === undefined) return `${route} has no budget: it loads ${kib} KiB`;
    if (kib <= budget) return [];
    return `${route} loads ${kib} KiB of JavaScript first, ${(kib - budget).toFixed(1)} more than its budget of ${budget}: load what is heavy when it is used (app/_components/lazy.ts)`;
  });
}
