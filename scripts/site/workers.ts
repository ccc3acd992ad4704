import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

/** Where a page finds its workers, below the site's root. */
export const WORKERS = "workers";

/**
 * Builds the app's workers, each as one script. Not left to the bundler of the pages: a worker that it
 * starts loads several scripts, none of which can be checked against a hash.
 */
export async function buildWorkers(site: string): Promise<void> {
  const { outputFiles } = await build({
    entryPoints: ["app/_workers/leaf-worker.ts"],
    bundle: true,
    write: false,
    minify: true,
    format: "iife",
    platform: "browser",
    target: "es2023",
    charset: "utf8",
    legalComments: "none",
    logLevel: "error",
  });
  mkdirSync(join(site, WORKERS), { recursive: true });
  writeFileSync(join(site, WORKERS, "leaf-worker.js"), outputFiles[0]?.text ?? "");
}
