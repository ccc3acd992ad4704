/**
 * `npm run coverage`: runs the contracts' tests and fails unless every line and every branch of the contracts was
 * reached. Hardhat only knows about statements, so the tests run against sources in which each branch is one.
 */
import { globSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { styleText } from "node:util";
import { endChildren, runChild } from "../child.ts";
import type { SpreadLine } from "./branches.ts";
import { spreadBranches } from "./branches.ts";
import { makeSandbox } from "./sandbox.ts";

interface Tally {
  reached: number;
  missed: string[];
}

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    endChildren("SIGTERM");
    process.exit(130);
  });
}

const sandbox = makeSandbox("coverage");
const files = new Map<string, SpreadLine[]>();
for (const file of globSync("contracts/**/*.sol", { cwd: sandbox })) {
  const { source, lines } = spreadBranches(readFileSync(join(sandbox, file), "utf8"));
  writeFileSync(join(sandbox, file), source);
  files.set(file, lines);
}
// The markers cost gas, and the compiler warns of them.
for (const name of ["gas", "warnings"]) {
  for (const file of [`${name}.test.ts`, `trees/${name}.tree`]) {
    rmSync(join(sandbox, "test/contracts", file));
  }
}
rmSync(join(sandbox, "coverage"), { recursive: true, force: true });

const { code, output } = await runChild(
  process.execPath,
  [join(sandbox, "node_modules/hardhat/dist/src/cli.js"), "--coverage", "test"],
  { cwd: sandbox, timeout: 60 * 60_000 },
);
if (code !== 0) {
  console.error(output);
  process.exit(code);
}

const counts = parseLcov(readFileSync(join(sandbox, "coverage/lcov.info"), "utf8"));
const lines: Tally = { reached: 0, missed: [] };
const branches: Tally = { reached: 0, missed: [] };
for (const [file, spread] of files) {
  const byLine = new Map<number, boolean>();
  for (const [at, reached] of counts.get(file) ?? []) {
    const { line, branch } = spread[at - 1]!;
    if (branch === undefined) byLine.set(line, (byLine.get(line) ?? true) && reached);
    else count(branches, reached, `${file}:${line} ${branch}`);
  }
  for (const [line, reached] of byLine) count(lines, reached, `${file}:${line}`);
}

for (const [name, { reached, missed }] of Object.entries({ lines, branches })) {
  const mark = missed.length === 0 ? styleText("green", "✓") : styleText("red", "✗");
  console.log(`${mark} ${name}: ${reached} of ${reached + missed.length}`);
  for (const one of missed) console.log(`    not reached: ${one}`);
}
const complete = lines.missed.length + branches.missed.length === 0;
process.exitCode = complete && lines.reached > 0 && branches.reached > 0 ? 0 : 1;

function count(tally: Tally, reached: boolean, name: string): void {
  if (reached) tally.reached += 1;
  else tally.missed.push(name);
}

/** For each file, which of its lines were reached. */
function parseLcov(text: string): Map<string, Map<number, boolean>> {
  const found = new Map<string, Map<number, boolean>>();
  let current = new Map<number, boolean>();
  for (const row of text.split("\n")) {
    const file = /^SF:(.*)$/.exec(row)?.[1];
    if (file !== undefined) {
      current = new Map();
      found.set(file, current);
    }
    const [, line, times] = /^DA:(\d+),(\d+)/.exec(row) ?? [];
    if (line !== undefined) current.set(Number(line), Number(times) > 0);
  }
  return found;
}
