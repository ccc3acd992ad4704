import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join, sep } from "node:path";

/** All that the exported files depend on. */
const INPUTS = [
  "app/**/*",
  "lib/**/*",
  "public/**/*",
  "deployments/*.json",
  "scripts/site/*",
  "scripts/walkaway/*",
  "walkaway/*",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];

/** A hash of what the site is built from: the same for the same commit, wherever it lies. */
export function inputsHash(): string {
  const hash = createHash("sha256");
  for (const path of globSync(INPUTS, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()) {
    const name = path.split(sep).join("/");
    hash.update(`${name}\0`).update(createHash("sha256").update(readFileSync(path)).digest());
  }
  return hash.digest("hex");
}
