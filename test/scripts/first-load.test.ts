import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { firstLoads, overBudget } from "../../scripts/site/first-load.ts";

let site: string;
const big = Array.from({ length: 40_000 }, (_, i) => (i * 2654435761) % 97).join("");

beforeAll(() => {
  site = mkdtempSync(join(tmpdir(), "first-load-"));
  mkdirSync(join(site, "_next"));
  mkdirSync(join(site, "record"));
  writeFileSync(join(site, "_next/big.js"), big);
  writeFileSync(join(site, "_next/small.js"), "1");
  writeFileSync(join(site, "_next/old.js"), big);
  const old = '<script src="./_next/old.js" noModule=""></script>';
  const small = '<script src="./_next/small.js" async></script>';
  writeFileSync(join(site, "index.html"), `${small}${old}<script>inline()</script>`);
  const page = `<script async src="../_next/big.js?v=1"></script>${small}${small}`;
  writeFileSync(join(site, "record/index.html"), page);
});

afterAll(() => rmSync(site, { recursive: true }));

describe("what pages load first", () => {
  it("is the scripts that they name, each once, gzipped; not those for old browsers", () => {
    const kib = (...texts: string[]) =>
      Math.round(
        (texts.reduce((sum, text) => sum + gzipSync(text, { level: 9 }).length, 0) / 1024) * 10,
      ) / 10;
    expect(firstLoads(site)).toEqual([
      { route: "/", kib: kib("1") },
      { route: "/record/", kib: kib(big, "1") },
    ]);
  });

  it("must stay within the budget of each route, and each has one", () => {
    const loads = [
      { route: "/", kib: 100 },
      { route: "/record/", kib: 210.5 },
      { route: "/new/", kib: 1 },
    ];
    expect(overBudget(loads, { "/": 100, "/record/": 200, "/new/": 1 })).toEqual([
      expect.stringContaining("/record/ loads 210.5 KiB of JavaScript first, 10.5 more"),
    ]);
    expect(overBudget(loads, { "/": 100, "/record/": 300 })).toEqual([
      expect.stringContaining("/new/ has no budget"),
    ]);
  });
});
