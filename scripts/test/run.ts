// `npm test`: runs the suites one after another, reads their reports and adds them up.
// `npm test -- lib e2e` runs those alone; what follows their names goes to their runners: a file, a flag.
import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { styleText } from "node:util";
import { endChildren, runChild } from "../child.ts";
import type { Counts } from "./counts.ts";
import {
  addCounts,
  closingLine,
  parseCounts,
  parsePlaywright,
  parseVitest,
  settle,
} from "./counts.ts";

interface Suite {
  /** What runs it, so that `report` is written; `rest` is what was asked of its runner. */
  command: (report: string, rest: readonly string[]) => readonly [file: string, ...args: string[]];
  parse: (json: unknown) => Counts;
  /** Variables for its runner. */
  env?: Record<string, string>;
}

const reports = ".cache/test";
const TIME_LIMIT_MS = 40 * 60_000;

const vitest = (folder: string): Suite => ({
  command: (report, rest) => [
    "vitest",
    "run",
    ...(rest[0]?.startsWith("-") === false ? [] : [`test/${folder}/`]), // else rest names the files
    ...rest,
    "--reporter=default",
    "--reporter=json",
    `--outputFile.json=${report}`,
  ],
  parse: parseVitest,
});

const script = (file: string): Suite => ({
  command: (report, rest) => [process.execPath, file, `--report=${report}`, ...rest],
  parse: parseCounts,
});

const suites: Record<string, Suite> = {
  check: script("scripts/check/run.ts"),
  contracts: script("scripts/test/contracts.ts"),
  lib: vitest("lib"),
  app: vitest("app"),
  scripts: vitest("scripts"),
  chaos: {
    command: (report, rest) => [
      process.execPath,
      "test/chaos/run.ts",
      "--short",
      `--report=${report}`,
      ...rest,
    ],
    parse: parseCounts,
  },
  e2e: {
    command: (_, rest) => ["playwright", "test", "--reporter=list,json", ...rest],
    parse: parsePlaywright,
    // One file needs one devnet.
    ...(namesOneFile(process.argv) && { env: { LEASEHOLD_E2E_WORKERS: "1" } }),
  },
};

for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    endChildren("SIGTERM");
    setTimeout(() => process.exit(130), 500);
  });
}

const [asked, passedOn] = splitArguments(process.argv.slice(2));
if (asked.length === 0 && passedOn.length > 0) {
  console.error(`No suite called ${passedOn[0]}; there are ${Object.keys(suites).join(", ")}.`);
  process.exit(2);
}

const results: { name: string; counts: Counts; seconds: number }[] = [];
for (const [name, suite] of Object.entries(suites)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(styleText("bold", `\n== ${name}`));
  const started = Date.now();
  const counts = await runSuite(name, suite);
  results.push({ name, counts, seconds: (Date.now() - started) / 1000 });
}

console.log();
for (const { name, counts, seconds } of results) {
  const mark = counts.failed === 0 ? styleText("green", "✓") : styleText("red", "✗");
  const failed = counts.failed === 0 ? "" : styleText("red", ` ${counts.failed} bad`);
  const retried = counts.retried ? `, ${counts.retried} at the second try` : "";
  console.log(
    `${mark} ${name.padEnd(10)} ${counts.passed} good${retried}${failed} ${seconds.toFixed(1)} s`,
  );
}
const total = addCounts(results.map(({ counts }) => counts));
console.log(closingLine(total));
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;

async function runSuite(name: string, suite: Suite): Promise<Counts> {
  mkdirSync(reports, { recursive: true });
  const report = `${reports}/${name}.json`;
  rmSync(report, { force: true });
  const [file, ...args] = suite.command(report, passedOn);
  const { code } = await runChild(file, args, {
    show: true,
    timeout: TIME_LIMIT_MS,
    env: {
      FORCE_COLOR: process.stdout.isTTY ? "1" : "0",
      HARDHAT_DISABLE_TELEMETRY_PROMPT: "true",
      NEXT_TELEMETRY_DISABLED: "1",
      PLAYWRIGHT_JSON_OUTPUT_FILE: report,
      ...suite.env,
    },
  }).catch((error: Error) => {
    console.error(error.message);
    return { code: 127 };
  });
  if (code === 124) console.error(`${name} took more than ${TIME_LIMIT_MS / 60_000} minutes.`);
  const counts = readReport(report, suite);
  if (counts === null) console.error(`${name} ended with ${code} and left no report.`);
  return settle(counts, code);
}

function readReport(file: string, suite: Suite): Counts | null {
  try {
    return suite.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

function namesOneFile(args: readonly string[]): boolean {
  return args.filter((arg) => arg.endsWith(".test.ts")).length === 1;
}

function splitArguments(args: string[]): [suites: string[], passedOn: string[]] {
  const firstOther = args.findIndex((arg) => suites[arg] === undefined);
  return firstOther < 0 ? [args, []] : [args.slice(0, firstOther), args.slice(firstOther)];
}
