// `npm run build`: the app as static files in out/, which work from any folder of any host.
import { globSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Network } from "../../lib/sharing/network.ts";
import { parseNetwork } from "../../lib/sharing/network.ts";
import { runChild } from "../child.ts";
import { buildWalkAway } from "../walkaway/build.ts";
import { runAfterPaint } from "./after-paint.ts";
import { addCompileHints } from "./compile-hints.ts";
import { addStep } from "./first-step.ts";
import { addFontPreload, fontPreload } from "./font-preload.ts";
import { inputsHash } from "./inputs.ts";
import { addIntegrity } from "./integrity.ts";
import { copyPdfParts } from "./pdf-parts.ts";
import { addPolicy } from "./policy.ts";
import { PLACEHOLDER, relocatePage, relocatePayload, relocateScript } from "./relocate.ts";
import { writeWorkerFiles } from "./worker-files.ts";
import { buildWorkers } from "./workers.ts";

export const SITE = "out";
const STAMP = ".cache/site-stamp";

interface BuildOptions {
  force?: boolean;
  /** Says what is being done. */
  tell?: (line: string) => void;
}

/** Builds the site unless it is there and nothing that it is made of has changed. */
export async function buildSite(options: BuildOptions = {}): Promise<{ built: boolean }> {
  const { force = false, tell = () => undefined } = options;
  const stamp = inputsHash();
  if (!force && readText(join(SITE, "index.html")) !== null && readText(STAMP) === stamp) {
    return { built: false };
  }
  tell("Building the app …");
  rmSync(STAMP, { force: true });
  const { code, output } = await runChild("next", ["build"], {
    env: { NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
    timeout: 600_000,
  });
  if (code !== 0) throw new Error(`The app could not be built.\n\n${output.trim()}`);
  relocate(SITE);
  addCompileHints(SITE);
  addStep(SITE);
  copyPdfParts(SITE);
  await buildWorkers(SITE);
  addIntegrity(SITE);
  finishPages(SITE); // a page is done now: a policy holds the hashes of its page's own scripts
  writeFileSync(join(SITE, "deployments.json"), JSON.stringify(deployments()));
  writeFileSync(join(SITE, "walk-away.html"), await buildWalkAway());
  writeWorkerFiles(SITE); // of all files as they are served
  mkdirSync(dirname(STAMP), { recursive: true });
  writeFileSync(STAMP, stamp);
  return { built: true };
}

/** The public deployments (`deployments/<chain id>.json`), which the site finds beside its pages. */
function deployments(): Network[] {
  return globSync("deployments/*.json")
    .sort()
    .map((file) => parseNetwork(JSON.parse(readFileSync(file, "utf8"))));
}

/** Post-processes an exported site in place. */
export function relocate(folder: string): void {
  for (const path of globSync("**/*.{html,txt,js}", { cwd: folder })) {
    const file = join(folder, path);
    const text = readFileSync(file, "utf8");
    const changed = relocateFile(text, path);
    if (changed.includes(PLACEHOLDER)) throw new Error(`${path} still names ${PLACEHOLDER}`);
    if (changed !== text) writeFileSync(file, changed);
  }
}

function finishPages(folder: string): void {
  const preload = fontPreload(folder);
  for (const path of globSync("**/*.html", { cwd: folder })) {
    const file = join(folder, path);
    writeFileSync(file, addPolicy(addFontPreload(readFileSync(file, "utf8"), preload)));
  }
}

function relocateFile(text: string, path: string): string {
  if (path.endsWith(".html")) return runAfterPaint(relocatePage(text, path));
  if (path.endsWith(".txt")) return relocatePayload(text);
  if (basename(path) === "_buildManifest.js") return relocatePayload(text); // no page loads it
  return relocateScript(text);
}

function readText(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

if (import.meta.main) {
  const started = Date.now();
  const { built } = await buildSite({ force: process.argv.includes("--force") });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(built ? `Built ${SITE}/ in ${seconds} s.` : `${SITE}/ is up to date.`);
}
