import { createHash } from "node:crypto";
import { globSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";

/** What the worker knows of the site's files, by their SHA-256 in hex. */
export interface WorkerFiles {
  /** Differs whenever a file does. */
  readonly version: string;
  /** Kept when a version is installed. */
  readonly files: Readonly<Record<string, string>>;
  /** Large and rarely needed: kept when they are first asked for. */
  readonly later: Readonly<Record<string, string>>;
}

/** Not the worker's to answer for: itself, what a host may change, and pages for what is missing. */
const LEFT_OUT = /^(worker\.js|worker\/|devnet\.json$|deployments\.json$|404|_not-found\/)/;

const LATER = /^(pdf\/|walk-away\.html$)/;

/** Lists the files of a built site. */
export function listWorkerFiles(folder: string): WorkerFiles {
  const paths = globSync("**/*", { cwd: folder, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(join(folder, sep).length))
    .map((path) => path.split(sep).join("/"))
    .filter((path) => !LEFT_OUT.test(path))
    .sort();
  const files: Record<string, string> = {};
  const later: Record<string, string> = {};
  for (const path of paths) {
    const hash = createHash("sha256")
      .update(readFileSync(join(folder, path)))
      .digest("hex");
    (LATER.test(path) ? later : files)[path] = hash;
  }
  const version = createHash("sha256").update(JSON.stringify({ files, later })).digest("hex");
  return { version: version.slice(0, 20), files, later };
}

/** Writes the list for the worker; the last step of a build. */
export function writeWorkerFiles(folder: string): void {
  const list = JSON.stringify(listWorkerFiles(folder));
  writeFileSync(join(folder, "worker/files.js"), `self.SITE = ${list};\n`);
}
