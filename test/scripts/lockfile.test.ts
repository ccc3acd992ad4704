import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Lockfile } from "../../scripts/check/lockfile.ts";
import { missingFromLock } from "../../scripts/check/lockfile.ts";

const lock: Lockfile = {
  packages: {
    "": { dependencies: { a: "1.0.0" } },
    "node_modules/a": {
      dependencies: { b: "^1.0.0" },
      optionalDependencies: { "@c/linux": "1.0.0" },
    },
    "node_modules/a/node_modules/b": { dependencies: { d: "*" } },
    "node_modules/@c/linux": {},
    "node_modules/d": {},
  },
};

const without = (path: string): Lockfile => ({
  packages: Object.fromEntries(Object.entries(lock.packages).filter(([key]) => key !== path)),
});

describe("lockfile completeness", () => {
  test("finds nothing in a complete lockfile", () => {
    expect(missingFromLock(lock)).toEqual([]);
  });

  test.each([
    ["node_modules/a", "package.json needs a"],
    ["node_modules/@c/linux", "node_modules/a needs @c/linux"],
    ["node_modules/a/node_modules/b", "node_modules/a needs b"],
    ["node_modules/d", "node_modules/a/node_modules/b needs d"],
  ])("finds %s missing", (path, finding) => {
    expect(missingFromLock(without(path))).toContain(finding);
  });

  test("finds each optional package of the real lockfile missing when it is", () => {
    const file = join(import.meta.dirname, "../../package-lock.json");
    const real = JSON.parse(readFileSync(file, "utf8")) as Lockfile;
    delete real.packages["node_modules/@nomicfoundation/edr-win32-x64-msvc"];
    expect(missingFromLock(real)).toEqual([
      "node_modules/@nomicfoundation/edr needs @nomicfoundation/edr-win32-x64-msvc",
    ]);
  });
});
