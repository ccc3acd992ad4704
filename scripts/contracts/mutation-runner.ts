// Runs in the sandbox of `mutate.ts`: builds the woven sources, then tries the tests on one mutant after another, all
// in one process, and writes a line of JSON for each. Its argument is a file with the {@link Batch}.
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import hre from "hardhat";
import Mocha from "mocha";
import type { NumberedMutant } from "./weave.ts";
import { switchOf } from "./weave.ts";

export interface Batch {
  readonly mutants: readonly NumberedMutant[];
  /** The test files that mocha runs. */
  readonly files: readonly string[];
}

/** What a batch's mutants came to: the test that noticed, or null. */
export interface Outcome {
  readonly number: number;
  readonly killedBy: string | null;
}

class SilentReporter extends Mocha.reporters.Base {}

const NONE = switchOf(0);
const SOLIDITY_RUNS = 3;

const { mutants, files }: Batch = JSON.parse(readFileSync(process.argv[2]!, "utf8"));
const survivors: NumberedMutant[] = [];
let coinbase = NONE;

const started = Date.now();
const note = (what: string) =>
  report({ note: `${what} after ${Math.round((Date.now() - started) / 1000)} s` });
const report = (value: object) => process.stdout.write(`\n${JSON.stringify(value)}\n`);
process.on("unhandledRejection", () => undefined); // of tests that were cut off

/* With mocha: every network is told the switch when it is made, the tests' common one again for each mutant. */

await hre.tasks.getTask("build").run({ noTests: true, quiet: true });
note("built");
hre.hooks.registerHandlers("network", {
  async newConnection(context, next) {
    const connection = await next(context);
    await connection.provider.request({ method: "hardhat_setCoinbase", params: [coinbase] });
    return connection;
  },
});
const support = join(process.cwd(), "test/contracts/support/world.ts");
const world = await import(pathToFileURL(support).href);
let snapshot: string = await world.ethers.provider.send("evm_snapshot", []);

const mocha = new Mocha({ bail: true, timeout: 30_000, reporter: SilentReporter });
mocha.cleanReferencesAfterRun(false);
for (const file of files) mocha.addFile(join(process.cwd(), file));
await mocha.loadFilesAsync();
const suites = [...mocha.suite.suites];
const usualKillers = new Map<string, string>();

const baseline = await runMocha("");
if (baseline !== null) {
  report({ error: `without a mutant this fails: ${baseline}` });
  process.exit(1);
}

note("tested without a mutant");
for (const mutant of mutants) {
  coinbase = switchOf(mutant.number);
  const killedBy = await runMocha(mutant.place);
  if (killedBy === null) survivors.push(mutant);
  else report({ number: mutant.number, killedBy } satisfies Outcome);
}

/* With the tests in Solidity, those that are left. */

note(`${survivors.length} mutants survived mocha`);
if (survivors.length > 0) {
  await hre.tasks.getTask("build").run({ quiet: true });
  note("built the tests in Solidity");
  const profile = hre.config.test.solidity.profiles.default!;
  profile.invariant = { ...profile.invariant, runs: SOLIDITY_RUNS };
  for (const { number } of [{ number: 0 }, ...survivors]) {
    profile.coinbase = switchOf(number);
    const killedBy = await runSolidity();
    if (number > 0) report({ number, killedBy } satisfies Outcome);
    else if (killedBy !== null) report({ error: `without a mutant this fails: ${killedBy}` });
  }
}
process.exit(0);

/** The first test that fails; null if none does. */
async function runMocha(place: string): Promise<string | null> {
  await world.ethers.provider.send("evm_revert", [snapshot]);
  snapshot = await world.ethers.provider.send("evm_snapshot", []);
  await world.ethers.provider.send("hardhat_setCoinbase", [coinbase]);
  world.networkHelpers.clearSnapshots();
  const likely = [usualKillers.get(place), place.split(".")[1]];
  const rank = ({ title }: Mocha.Suite) =>
    (likely.indexOf(title) + likely.length + 1) % (likely.length + 1);
  mocha.suite.suites = suites.toSorted((a, b) => rank(a) - rank(b));
  let first: string | null = null;
  await new Promise<void>((resolve) => {
    mocha
      .run(() => resolve())
      .on("fail", (test) => {
        first ??= test.fullTitle();
        usualKillers.set(place, test.titlePath()[0]!);
      });
  });
  return first;
}

async function runSolidity(): Promise<string | null> {
  const outcome = await hre.tasks
    .getTask(["test", "solidity"])
    .run({ testFiles: [], noCompile: true });
  return outcome.success ? null : "a test in Solidity";
}
