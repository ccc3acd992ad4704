// `npm run check`: format, lint, types and the lockfile, in seconds. With --fix it mends what it can.
import { globSync, writeFileSync } from "node:fs";
import { parseArgs, styleText } from "node:util";
import { endChildren, runChild } from "../child.ts";
import { closingLine } from "../test/counts.ts";

interface Check {
  name: string;
  command: readonly [file: string, ...args: string[]];
  /** What `npm run fix` runs instead. */
  fix?: readonly [file: string, ...args: string[]];
}

const contracts = globSync("contracts/**/*.sol");
const contractTests = globSync("test/contracts/**/*.sol");
const solidity = [...contracts, ...contractTests];
const solhint = ["solhint", "--max-warnings=0", "--disc", "--noPoster"] as const;

const checks: Check[] = [
  {
    name: "format and lint",
    command: ["biome", "check", "--error-on-warnings", "--max-diagnostics=200"],
    fix: ["biome", "check", "--write", "--max-diagnostics=200"],
  },
  { name: "types", command: ["tsc", "--noEmit", "-p", "tsconfig.json"] },
  {
    name: "Solidity format",
    command: ["prettier", "--check", "--log-level=warn", ...solidity],
    fix: ["prettier", "--write", "--log-level=warn", ...solidity],
  },
  { name: "Solidity lint", command: [...solhint, ...contracts] },
  {
    name: "Solidity lint of tests",
    command: [...solhint, "--config=scripts/check/solhint-tests.json", ...contractTests],
  },
  { name: "lockfile", command: [process.execPath, "scripts/check/lockfile.ts"] },
];

const { values } = parseArgs({
  options: { fix: { type: "boolean", default: false }, report: { type: "string" } },
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    endChildren("SIGTERM");
    process.exit(130);
  });
}

const todo = values.fix ? checks.filter(({ fix }) => fix !== undefined) : checks;
const failed = await inPairs(todo, async ({ name, command, fix }) => {
  const [file, ...args] = values.fix && fix !== undefined ? fix : command;
  const started = Date.now();
  const { code, output } = await runChild(file, args, { timeout: 300_000 });
  const mark = code === 0 ? styleText("green", "✓") : styleText("red", "✗");
  console.log(`${mark} ${name} (${((Date.now() - started) / 1000).toFixed(1)} s)`);
  if (code !== 0) console.log(output.trimEnd());
  return code === 0 ? 0 : 1;
});
const failures = failed.reduce<number>((sum, one) => sum + one, 0);
const counts = { passed: todo.length - failures, failed: failures, skipped: 0 };
if (values.report === undefined) console.log(closingLine(counts));
else writeFileSync(values.report, JSON.stringify(counts));
process.exitCode = failures === 0 ? 0 : 1;

/** Runs two at a time, in order. */
async function inPairs<T, R>(items: readonly T[], run: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async () => {
    for (let i = next++; i < items.length; i = next++) results[i] = await run(items[i]!);
  };
  await Promise.all([lane(), lane()]);
  return results;
}
