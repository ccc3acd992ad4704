import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * The comment by which Chromium compiles a script as it comes, beside the page's own thread, instead of
 * function by function when each is first called (https://v8.dev/blog/explicit-compile-hints). Other
 * browsers pass over it.
 */
const HINT = "//# allFunctionsCalledOnLoad\n";

/**
 * Writes the hint into the bundler's scripts. What a page loads, it runs: without the hint the modules
 * of a script are looked through once when it arrives, and once more, on the page's thread, when run.
 */
export function addCompileHints(folder: string): void {
  for (const path of globSync("_next/static/chunks/*.js", { cwd: folder })) {
    const file = join(folder, path);
    const js = readFileSync(file, "utf8");
    if (!js.startsWith(HINT)) writeFileSync(file, HINT + js);
  }
}
