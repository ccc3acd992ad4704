import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

/** One snippet per rule: where it stands, what it says, and the rule that must (or null: none may) fire. */
interface Snippet {
  name: string;
  path: string;
  code: string;
  rule: string | null;
}

const RESTRICTED = "lint/style/noRestrictedImports";
const NODE_MODULES = "lint/correctness/noNodejsModules";

const use = (from: string) => `import { x } from "${from}";\nexport const y: number = x;\n`;
const useType = (from: string) => `import type { X } from "${from}";\nexport type Y = X;\n`;
const reExport = (from: string) => `export { x } from "${from}";\n`;
const dynamic = (from: string) => `export const load = () => import("${from}");\n`;

const arrows: [path: string, from: string, rule: string | null][] = [
  ["lib/crypto/a.ts", "../ledger/x.ts", RESTRICTED],
  ["lib/crypto/b.ts", "../storage/x.ts", RESTRICTED],
  ["lib/crypto/c.ts", "../sharing/x.ts", RESTRICTED],
  ["lib/crypto/deep/d.ts", "../../ledger/x.ts", RESTRICTED],
  ["lib/crypto/e.ts", "../bytes.ts", null],
  ["lib/ledger/a.ts", "../crypto/x.ts", RESTRICTED],
  ["lib/ledger/b.ts", "../storage/x.ts", RESTRICTED],
  ["lib/ledger/c.ts", "../sharing/x.ts", RESTRICTED],
  ["lib/ledger/d.ts", "viem", null],
  ["lib/storage/a.ts", "../crypto/x.ts", RESTRICTED],
  ["lib/storage/b.ts", "../ledger/x.ts", RESTRICTED],
  ["lib/storage/c.ts", "../sharing/x.ts", RESTRICTED],
  ["lib/storage/d.ts", "./folder-store.ts", RESTRICTED],
  ["lib/storage/folder-store.ts", "node:fs", null],
  ["lib/sharing/a.ts", "../crypto/x.ts", null],
  ["lib/sharing/b.ts", "../ledger/x.ts", null],
  ["lib/sharing/c.ts", "../storage/x.ts", null],
  ["lib/sharing/d.ts", "../storage/folder-store.ts", RESTRICTED],
  ["lib/a.ts", "./sharing/x.ts", RESTRICTED],
  ["lib/b.ts", "./error.ts", null],
  ["app/a.ts", "../lib/sharing/index.ts", null],
  ["app/b.ts", "../lib/slice.ts", null],
  ["app/c.ts", "../lib/error.ts", null],
  ["app/d.ts", "../lib/ledger/x.ts", RESTRICTED],
  ["app/e.ts", "../lib/crypto/x.ts", RESTRICTED],
  ["app/f.ts", "../lib/storage/x.ts", RESTRICTED],
  ["app/g.ts", "../lib/sharing/x.ts", RESTRICTED],
  ["app/_screens/deep/h.ts", "../../../lib/ledger/x.ts", RESTRICTED],
  ["app/i.ts", "../scripts/x.ts", RESTRICTED],
  ["app/j.ts", "../test/x.ts", RESTRICTED],
  ["app/k.ts", "ethers", RESTRICTED],
  ["app/l.ts", "vitest", RESTRICTED],
  ["app/m.ts", "node:fs", NODE_MODULES],
  ["app/n.ts", "viem", null],
  ["test/contracts/a.ts", "viem", RESTRICTED],
  ["test/contracts/b.ts", "viem/chains", RESTRICTED],
  ["test/contracts/c.ts", "wagmi", RESTRICTED],
  ["test/contracts/d.ts", "../../app/x.ts", RESTRICTED],
  ["test/contracts/e.ts", "ethers", null],
];

const foreigners: [from: string, rule: string][] = [
  ["react", RESTRICTED],
  ["react-dom/client", RESTRICTED],
  ["next/link", RESTRICTED],
  ["wagmi", RESTRICTED],
  ["wagmi/actions", RESTRICTED],
  ["@tanstack/react-query", RESTRICTED],
  ["ethers", RESTRICTED],
  ["vitest", RESTRICTED],
  ["hardhat", RESTRICTED],
  ["../../app/x.ts", RESTRICTED],
  ["../../scripts/x.ts", RESTRICTED],
  ["../../test/x.ts", RESTRICTED],
  ["node:fs", NODE_MODULES],
  ["fs", NODE_MODULES],
];

const style: Snippet[] = [
  ["lib/sharing/any.ts", "export const x: any = 1;", "lint/suspicious/noExplicitAny"],
  [
    "lib/sharing/inline-type.ts",
    'import { type X, x } from "./x.ts";\nexport const y: X = x;',
    "lint/style/useImportType",
  ],
  [
    "lib/sharing/type-as-value.ts",
    'import { X } from "./x.ts";\nexport const y: X = 1;',
    "lint/style/useImportType",
  ],
  ["lib/sharing/default.ts", "export default 1;", "lint/style/noDefaultExport"],
  ["app/records/page.tsx", "export default function Page() {\n  return null;\n}", null],
  [
    "app/_screens/records.tsx",
    "export default function Records() {\n  return null;\n}",
    "lint/style/noDefaultExport",
  ],
  ["lib/sharing/enum.ts", "export enum Colour {\n  Red,\n}", "lint/style/noEnum"],
  ["lib/sharing/space.ts", "export namespace Space {}", "lint/style/noNamespace"],
  [
    "lib/sharing/property.ts",
    "export class C {\n  constructor(readonly x: number) {}\n}",
    "lint/style/noParameterProperties",
  ],
  ["lib/sharing/camelCase.ts", "export const x = 1;", "lint/style/useFilenamingConvention"],
  [
    "lib/sharing/long.ts",
    "export let x = 0;\n".concat("x += 1;\n".repeat(400)),
    "lint/style/noExcessiveLinesPerFile",
  ],
  ["lib/sharing/no-extension.ts", use("./x"), "lint/correctness/useImportExtensions"],
  ["lib/sharing/barrel.ts", 'export * from "./x.ts";', "lint/performance/noReExportAll"],
  [
    "lib/sharing/other-barrel.ts",
    'export { x } from "./x.ts";\nexport { z } from "./z.ts";',
    "lint/performance/noBarrelFile",
  ],
  ["lib/sharing/index.ts", 'export { x } from "./x.ts";\nexport { z } from "./z.ts";', null],
  ["lib/sharing/undeclared.ts", use("left-pad"), "lint/correctness/noUndeclaredDependencies"],
  [
    "lib/sharing/many.ts",
    "export const f = (a: number, b: number, c: number, d: number) => a + b + c + d;",
    "lint/complexity/useMaxParams",
  ],
  ["lib/sharing/buffer.ts", "export const x = Buffer.from([]);", "lint/style/noRestrictedGlobals"],
  ["lib/sharing/process.ts", "export const x = process.env;", "lint/style/noRestrictedGlobals"],
  ["lib/sharing/talk.ts", 'console.log("hello");', "lint/suspicious/noConsole"],
  ["lib/sharing/bare.ts", 'export function f() {\n  throw new Error("x");\n}', "plugin"],
  ["lib/sharing/text.ts", 'export function f() {\n  throw "x";\n}', "lint/style/useThrowOnlyError"],
  ["test/lib/only.test.ts", "it.only(() => {});", "lint/suspicious/noFocusedTests"],
  ["test/lib/skip.test.ts", "it.skip(() => {});", "lint/suspicious/noSkippedTests"],
].map(([path, code, rule]) => ({ name: `${path}`, path: path!, code: code!, rule: rule! }));

const forms: Snippet[] = [useType, reExport, dynamic].map((form, i) => ({
  name: `an arrow crossed by ${["a type import", "a re-export", "a dynamic import"][i]}`,
  path: `lib/crypto/form-${i}.ts`,
  code: form("../ledger/x.ts"),
  rule: RESTRICTED,
}));

const snippets: Snippet[] = [
  ...arrows.map(([path, from, rule]) => ({
    name: `${path} imports ${from}`,
    path,
    code: use(from),
    rule,
  })),
  ...["crypto", "ledger", "storage", "sharing"].flatMap((folder) =>
    foreigners.map(([from, rule], i) => ({
      name: `lib/${folder} imports ${from}`,
      path: `lib/${folder}/foreign-${i}.ts`,
      code: use(from),
      rule,
    })),
  ),
  ...forms,
  ...style,
  { name: "a plain module", path: "lib/sharing/x.ts", code: "export const x = 1;\n", rule: null },
  {
    name: "two files that import each other",
    path: "lib/sharing/cycle-a.ts",
    code: 'import { b } from "./cycle-b.ts";\nexport const a = () => b;\n',
    rule: "lint/suspicious/noImportCycles",
  },
  {
    name: "two files that import each other's types",
    path: "lib/sharing/cycle-b.ts",
    code: 'import type { a } from "./cycle-a.ts";\nexport const b: typeof a | null = null;\n',
    rule: "lint/suspicious/noImportCycles",
  },
];

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "leasehold-lint-"));
const fired = new Map<string, Set<string>>();

beforeAll(() => {
  for (const file of ["biome.json", "package.json", ".gitignore", "scripts/check"]) {
    cpSync(join(root, file), join(folder, file), { recursive: true });
  }
  mkdirSync(join(folder, ".git"));
  for (const { path, code } of snippets) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), code);
  }
  for (const { file, category } of lint()) {
    fired.set(file, (fired.get(file) ?? new Set()).add(category));
  }
});

afterAll(() => rmSync(folder, { recursive: true }));

function lint(): { file: string; category: string }[] {
  const biome = join(root, "node_modules/@biomejs/biome/bin/biome");
  const args = [biome, "lint", "--reporter=json", "--max-diagnostics=none", "--error-on-warnings"];
  let output: string;
  try {
    output = execFileSync(process.execPath, args, { cwd: folder, encoding: "utf8", stdio: "pipe" });
  } catch (error) {
    output = (error as { stdout: string }).stdout; // findings make it end with 1
  }
  const { diagnostics } = JSON.parse(output) as {
    diagnostics: { category: string; severity: string; location: { path: string } }[];
  };
  return diagnostics
    .filter(({ severity }) => severity === "error")
    .map(({ category, location }) => ({ category, file: location.path }));
}

describe("lint rules", () => {
  test.each(snippets)("$name: $rule", ({ path, rule }) => {
    const rules = fired.get(path) ?? new Set();
    if (rule === null) expect([...rules]).toEqual([]);
    else expect([...rules]).toContain(rule);
  });
});
