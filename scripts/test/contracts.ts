// Runs the contracts' tests, those in TypeScript (mocha) and those in Solidity, and writes how they went.
import { writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import hre from "hardhat";
import Mocha from "mocha";
import type { Counts } from "./counts.ts";
import { addCounts } from "./counts.ts";

const { values } = parseArgs({ options: { report: { type: "string" }, grep: { type: "string" } } });
const filter = values.grep === undefined ? {} : { grep: values.grep };

const mocha: Counts = { passed: 0, failed: 0, skipped: 0 };

/** Mocha's usual output, and its counts: Hardhat's own summary takes skipped tests for passed ones. */
class CountingReporter extends Mocha.reporters.Spec {
  constructor(runner: Mocha.Runner, options?: Mocha.MochaOptions) {
    super(runner, options);
    runner.once("end", () => {
      mocha.passed = this.stats.passes;
      mocha.failed = this.stats.failures;
      mocha.skipped = this.stats.pending;
    });
  }
}

hre.config.test.mocha.reporter = CountingReporter;
await hre.tasks.getTask(["test", "mocha"]).run({ testFiles: [], ...filter });

const outcome: { success: boolean; value?: SolidityResult; error?: SolidityResult } =
  await hre.tasks.getTask(["test", "solidity"]).run({ testFiles: [], ...filter });
const counts = addCounts([mocha, countSolidity(outcome.value ?? outcome.error)]);
if (values.report !== undefined) writeFileSync(values.report, JSON.stringify(counts));
process.exit(counts.failed === 0 && outcome.success ? 0 : 1); // a network left open would keep it alive

interface SolidityResult {
  suiteResults: { testResults: { status: "Success" | "Failure" | "Skipped" }[] }[];
}

/** From the single results: the task's own summary is of use to other tasks only. */
function countSolidity({ suiteResults }: SolidityResult = { suiteResults: [] }): Counts {
  const results = suiteResults.flatMap(({ testResults }) => testResults);
  const withStatus = (wanted: string) => results.filter(({ status }) => status === wanted).length;
  return {
    passed: withStatus("Success"),
    failed: withStatus("Failure"),
    skipped: withStatus("Skipped"),
  };
}
