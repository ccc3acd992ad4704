import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the bundler's start has all scripts of a page, and is about to run the first module. */
const BEFORE_RUN = /,(\w+)\.runtimeModuleIds\.length>0\)for\(/g;

/**
 * Has a page's first module run in a task of its own. The bundler runs it in the one in which the last
 * script arrived, and a browser that is compiling and running that much listens to nobody.
 */
export function addStep(folder: string): void {
  const starts = globSync("_next/static/chunks/turbopack-*.js", { cwd: folder }).filter(
    (path) => !path.includes("turbopack-worker"),
  );
  for (const path of starts) {
    const file = join(folder, path);
    writeFileSync(file, stepped(readFileSync(file, "utf8")));
  }
}

/** A start script that lets the browser breathe before it runs the page's first module. */
export function stepped(js: string): string {
  if (js.match(BEFORE_RUN)?.length !== 1) {
    throw new Error("The bundler's start is not what it was: look at scripts/site/first-step.ts");
  }
  return js.replace(
    BEFORE_RUN,
    (found) => `,await new Promise(go=>setTimeout(go)),${found.slice(1)}`,
  );
}
