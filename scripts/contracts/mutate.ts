/**
 * `npm run mutate`: puts small mistakes into the contracts, one at a time, and sees whether a test notices.
 *
 *     npm run mutate -- [--file Journal] [--sample 300 --seed 1] [--out file.json]
 *
 * Prints each mutant that survives, and in the end how many were killed.
 */
import { spawn } from "node:child_process";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs, styleText } from "node:util";
import { findMutants } from "./mutants.ts";
import type { Batch, Outcome } from "./mutation-runner.ts";
import { makeSandbox } from "./sandbox.ts";
import { analyseSolidity } from "./solidity-ast.ts";
import type { NumberedMutant } from "./weave.ts";
import { weave } from "./weave.ts";

/** As many as one build takes without growing slow. */
const BATCH = 150;
/** Tests of behaviour; every mutant would change the gas. */
const TESTS = "test/contracts/*.test.ts";
const NOT_OF_BEHAVIOUR = /\/(gas|trees)\.test\.ts$/;

const { values } = parseArgs({
  options: {
    file: { type: "string" },
    sample: { type: "string" },
    seed: { type: "string", default: "1" },
    out: { type: "string" },
  },
});

const sandbox = makeSandbox("mutation");
const sources = new Map(
  globSync("contracts/{*,abstracts/*,types/*}.sol", { cwd: sandbox })
    .toSorted()
    .map((file) => [file, readFileSync(join(sandbox, file))]),
);
const all = numbered();
const chosen = choose(all);
console.log(`${chosen.length} of ${all.length} mutants`);
prepareSandbox();

const outcomes = new Map<number, string | null>();
let child: ReturnType<typeof spawn> | undefined;
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => {
    child?.kill("SIGKILL");
    process.exit(130);
  });
}
const started = Date.now();
for (const mutants of batches()) await runBatch(mutants);

const survivors = chosen.filter(({ number }) => outcomes.get(number) === null);
const killed = outcomes.size - survivors.length;
const percent = ((100 * killed) / chosen.length).toFixed(1);
const minutes = ((Date.now() - started) / 60_000).toFixed(1);
console.log(`${killed} of ${chosen.length} killed (${percent} %) in ${minutes} minutes`);
if (values.out !== undefined) {
  const rows = chosen.map((mutant) => ({ ...mutant, killedBy: outcomes.get(mutant.number) }));
  writeFileSync(values.out, `${JSON.stringify(rows, null, 2)}\n`);
}
process.exitCode = outcomes.size === chosen.length && killed >= 0.95 * chosen.length ? 0 : 1;

function numbered(): NumberedMutant[] {
  const texts = Object.fromEntries([...sources].map(([file, text]) => [file, text.toString()]));
  const trees = analyseSolidity(texts, (path) => {
    const own = join(sandbox, path);
    return readFileSync(existsSync(own) ? own : join(sandbox, "node_modules", path), "utf8");
  });
  return [...sources]
    .flatMap(([file, source]) => findMutants(trees.get(file)!, { file, source }))
    .map((mutant, index) => ({ ...mutant, number: index + 1 }));
}

function choose(mutants: readonly NumberedMutant[]): NumberedMutant[] {
  const wanted = mutants.filter(({ file }) => file.includes(values.file ?? ""));
  if (values.sample === undefined) return wanted;
  const random = randomFrom(Number(values.seed));
  const drawn = wanted.map((mutant) => ({ mutant, key: random() }));
  return drawn
    .toSorted((a, b) => a.key - b.key)
    .slice(0, Number(values.sample))
    .map(({ mutant }) => mutant)
    .toSorted((a, b) => a.number - b.number);
}

/** Mulberry32, a small generator of numbers from 0 to 1: the same seed draws the same sample everywhere. */
function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Whole files together where they are small. */
function batches(): NumberedMutant[][] {
  const result: NumberedMutant[][] = [];
  for (const [, mutants] of Map.groupBy(chosen, ({ file }) => file)) {
    const last = result.at(-1);
    if (last !== undefined && last.length + mutants.length <= BATCH) last.push(...mutants);
    else result.push([...mutants]);
  }
  return result;
}

/** Faster to build, and without a limit on the size of contracts, which mutants enlarge. */
function prepareSandbox(): void {
  for (const file of globSync("{contracts,test/contracts}/**/*.sol", { cwd: sandbox })) {
    const text = readFileSync(join(sandbox, file), "utf8");
    writeFileSync(join(sandbox, file), text.replace(/\bpure\b/g, "view"));
  }
  writeFileSync(
    join(sandbox, "hardhat.config.ts"),
    `import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import toolbox from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { defineConfig } from "hardhat/config";

const path = fileURLToPath(import.meta.resolve("solc/soljson.js"));
const details = { yul: true, yulDetails: { stackAllocation: true, optimizerSteps: ":" } };
const optimizer = { enabled: true, runs: 1, details };
const compiler = { version: "0.8.37", path, settings: { evmVersion: "cancun", optimizer, viaIR: true } };
const quick = { ...compiler, settings: { evmVersion: "cancun", optimizer: { enabled: true, runs: 1 } } };
const handlers = globSync("test/contracts/invariants/*.sol", { cwd: import.meta.dirname });

export default defineConfig({
  plugins: [toolbox],
  solidity: {
    compilers: [compiler],
    overrides: Object.fromEntries(handlers.map((file) => [file, quick])),
  },
  networks: {
    default: { type: "edr-simulated", allowUnlimitedContractSize: true, blockGasLimit: 100_000_000n, transactionGasCap: false },
  },
  test: {
    solidity: { fuzz: { runs: 256 }, invariant: { runs: 6, depth: 100, failOnRevert: true } },
  },
  typechain: { outDir: "./artifacts/types" },
  paths: { sources: "./contracts", tests: { mocha: "./test/contracts", solidity: "./test/contracts" } },
});
`,
  );
}

async function runBatch(mutants: readonly NumberedMutant[]): Promise<void> {
  for (const [file, source] of sources) {
    const own = mutants.filter((mutant) => mutant.file === file);
    writeFileSync(join(sandbox, file), weave(source, own));
  }
  const files = globSync(TESTS, { cwd: sandbox }).filter((file) => !NOT_OF_BEHAVIOUR.test(file));
  const batch: Batch = { mutants, files };
  const list = join(sandbox, "batch.json");
  writeFileSync(list, JSON.stringify(batch));
  console.log(styleText("bold", [...new Set(mutants.map(({ file }) => file))].join(", ")));

  const runner = join(import.meta.dirname, "mutation-runner.ts");
  const running = spawn(process.execPath, [runner, list], {
    cwd: sandbox,
    stdio: ["ignore", "pipe", "ignore"], // warnings about "view", mostly
  });
  child = running;
  const ended = new Promise<number>((resolve) =>
    running.on("close", (code) => resolve(code ?? 128)),
  );
  let other = "";
  for await (const line of createInterface({ input: running.stdout })) {
    const outcome = parseOutcome(line);
    if (line.startsWith('{"note"')) console.log(`  ${JSON.parse(line).note}`);
    else if (outcome === null) other += `${line}\n`;
    else take(mutants, outcome);
  }
  if ((await ended) !== 0)
    throw new Error(other.trim().slice(-3000) || "The tests could not be run.");
  const killed = mutants.filter(({ number }) => outcomes.get(number)).length;
  console.log(`${killed} of ${mutants.length} killed`);
}

function parseOutcome(line: string): Outcome | null {
  if (!line.startsWith('{"number"')) return null;
  return JSON.parse(line);
}

function take(mutants: readonly NumberedMutant[], { number, killedBy }: Outcome): void {
  outcomes.set(number, killedBy);
  if (killedBy !== null) return;
  const { file, line, place, operator, before, after } = mutants.find(
    (mutant) => mutant.number === number,
  )!;
  const change = after === "" ? before : `${before} → ${after}`;
  console.log(`  survived: ${file}:${line} ${place}: ${operator}: ${change}`);
}
