import { cpSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dirname, "../..");

/** What the contracts and their tests need of the project. */
const PARTS = [
  "contracts",
  "test/contracts",
  "scripts/deploy",
  "hardhat.config.ts",
  "package.json",
  "tsconfig.json",
];

/**
 * A copy of the contracts' part of the project in `.cache`, where sources can be changed and built without anybody
 * noticing. Starts afresh each time, but for what was built there before.
 */
export function makeSandbox(name: string): string {
  const folder = join(ROOT, ".cache", name);
  for (const part of PARTS) {
    rmSync(join(folder, part), { recursive: true, force: true });
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  }
  mkdirSync(join(folder, "node_modules"), { recursive: true });
  rmSync(join(folder, "node_modules"), { recursive: true, force: true });
  symlinkSync(join(ROOT, "node_modules"), join(folder, "node_modules"), "junction");
  return folder;
}
