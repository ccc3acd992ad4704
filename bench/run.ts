// `npm run bench -- [--only crypto,memory,sync,open,app,lighthouse] [--quick]`
//
// Runs the benchmarks one after another and writes their tables into docs/performance.md, between the
// marks that stand there; what is written around them stays. `--quick` takes smaller sizes and fewer
// runs, to see that everything works: its figures are not for the document, and are printed.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { text } from "node:stream/consumers";
import { parseArgs } from "node:util";
import type { Report } from "./report.ts";
import { tableOf, withReport } from "./report.ts";

const DOCUMENT = "docs/performance.md";

interface Part {
  /** Its place in the document. */
  part: string;
  bench: string;
  args: readonly string[];
  quick: readonly string[];
}

const PARTS: readonly Part[] = [
  {
    part: "crypto",
    bench: "crypto",
    args: ["--size", "256", "--runs", "5"],
    quick: ["--size", "16", "--runs", "1"],
  },
  {
    part: "crypto-1024",
    bench: "crypto",
    args: ["--size", "1024", "--runs", "3", "--no-peers"],
    quick: ["--size", "32", "--runs", "1", "--no-peers"],
  },
  { part: "memory", bench: "memory", args: [], quick: ["--sizes", "64", "--saved", "64"] },
  {
    part: "sync",
    bench: "sync",
    args: [],
    quick: ["--blocks", "3000", "--events", "400", "--runs", "1", "--delays", "0"],
  },
  {
    part: "open",
    bench: "open",
    args: [],
    quick: ["--large", "16", "--leases", "100", "--runs", "1"],
  },
  { part: "app", bench: "app", args: [], quick: ["--records", "20", "--runs", "1"] },
  { part: "lighthouse", bench: "lighthouse", args: [], quick: ["--runs", "1"] },
];

const { values } = parseArgs({
  options: { only: { type: "string" }, quick: { type: "boolean", default: false } },
});
const only = values.only?.split(",");

for (const { part, bench, args, quick } of PARTS) {
  if (only !== undefined && !only.includes(part)) continue;
  console.error(`bench:${part}`);
  const report = await run(bench, values.quick ? quick : args);
  if (values.quick) console.log(tableOf(report));
  else writeFileSync(DOCUMENT, withReport(readFileSync(DOCUMENT, "utf8"), report, part));
}

/** Runs a bench in a process of its own, whose words go to the terminal. */
async function run(bench: string, args: readonly string[]): Promise<Report> {
  const child = spawn(process.execPath, [`bench/${bench}/run.ts`, "--json", ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const end = () => child.kill("SIGTERM");
  process.once("exit", end);
  const [output, [code]] = await Promise.all([text(child.stdout), once(child, "close")]);
  process.off("exit", end);
  if (code !== 0) throw new Error(`bench:${bench} ended with ${code}.`);
  return JSON.parse(output) as Report;
}
