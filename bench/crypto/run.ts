// `npm run bench:crypto -- [--json] [--size MiB] [--runs n] [--host node|chromium]
// [--no-peers]`
//
// Encrypts and decrypts a file as the app does before it meets the network, beside the least that
// any program on WebCrypto has to do with the same bytes, and beside other libraries.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseHosts } from "../support/hosts.ts";
import { describeMachine } from "../support/machine.ts";
import { roundedSummary, summarize, summarizeRatios } from "../support/statistics.ts";
import type { Host, Sample } from "../support/suite.ts";
import { formatTable } from "../support/table.ts";
import { makeFolder } from "./folders.ts";

const SUITE = "bench/crypto/suite.ts";
const WARM_UP_MIB = 16;

/** Each task of the project, and its limit. */
const PAIRS = [
  ["encrypt", "encrypt limit"],
  ["decrypt", "decrypt limit"],
] as const;
const ALONE = ["read"] as const;

/** Other libraries, which do less: no content addresses. They are shown as parts of the same limit. */
const PEERS = ["age", "openpgp", "libsodium", "seal"] as const;

/** What a library takes at most: Seal holds a file in memory several times over. */
const MOST_MIB: Readonly<Record<string, number>> = { seal: 512 };

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    size: { type: "string", default: "256" },
    runs: { type: "string", default: "5" },
    host: { type: "string" },
    "no-peers": { type: "boolean", default: false },
  },
});
const mebibytes = Number(values.size);
const runs = Number(values.runs);
const hosts = chooseHosts(values.host);
const machine = describeMachine();

const folder = mkdtempSync(join(tmpdir(), "leasehold-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130));
}
const [warmUp, main] = [join(folder, "warm-up"), join(folder, "main")];
await makeFolder(warmUp, WARM_UP_MIB);
await makeFolder(main, mebibytes);

const results = [];
for (const host of hosts) {
  const samples = await measure(host);
  for (const [task, taken] of samples) {
    const [verb] = task.split(" ");
    const limit = task.endsWith("limit") ? undefined : samples.get(`${verb} limit`);
    results.push(resultOf(host, { task, taken, limit }));
  }
}

if (values.json) {
  console.log(JSON.stringify({ bench: "crypto", machine, mebibytes, runs, results }, null, 2));
} else {
  console.log(`${mebibytes} MiB, medians of ${runs} runs; ${machine.cpu}, ${machine.cores} cores`);
  console.log(
    formatTable(
      ["", "MiB/s", "least–greatest", "of limit", "MiB/CPU s", "of limit", "peak MiB"],
      results.map(({ host, task, speed, cpuSpeed, ofLimit, ofCpuLimit, peakMiB }) => [
        `${host} ${task}`,
        `${speed.median}`,
        `${speed.least}–${speed.greatest}`,
        ofLimit === null ? "" : ofLimit.median.toFixed(2),
        `${cpuSpeed.median}`,
        ofCpuLimit === null ? "" : ofCpuLimit.median.toFixed(2),
        peakMiB === null ? "" : `${peakMiB}`,
      ]),
    ),
  );
}

/** Every task in turn, round after round, so that what else the machine does hits all alike. */
async function measure(host: Host): Promise<Map<string, Sample[]>> {
  const peers = values["no-peers"]
    ? []
    : PEERS.filter((it) => mebibytes <= (MOST_MIB[it] ?? 2 ** 20));
  const tasks = [
    ...PAIRS.flat(),
    ...ALONE,
    ...peers.flatMap((peer) => [`encrypt ${peer}`, `decrypt ${peer}`]),
  ];
  const samples = new Map<string, Sample[]>(tasks.map((task) => [task, []]));
  for (let round = 0; round < runs; round++) {
    for (const task of round % 2 === 0 ? tasks : tasks.toReversed()) {
      console.error(`${host.name} ${task}, ${round + 1} of ${runs}`);
      const sample = await host.run({ suite: SUITE, task, warmUp, folder: main });
      samples.get(task)?.push(sample);
    }
  }
  return samples;
}

function resultOf(
  host: Host,
  { task, taken, limit }: { task: string; taken: Sample[]; limit: Sample[] | undefined },
) {
  const speeds = (of: Sample[]) => of.map(({ milliseconds }) => speed(milliseconds));
  const cpuSpeeds = (of: Sample[]) => of.map(({ cpuMilliseconds }) => speed(cpuMilliseconds));
  const peaks = taken.map(({ peakBytes }) => peakBytes).filter((peak) => peak !== null);
  return {
    host: host.name,
    version: host.version,
    task,
    /** MiB per second. */
    speed: roundedSummary(summarize(speeds(taken))),
    /** MiB per second of processor time, in all threads. */
    cpuSpeed: roundedSummary(summarize(cpuSpeeds(taken))),
    ofLimit: limit ? roundedSummary(summarizeRatios(speeds(taken), speeds(limit))) : null,
    ofCpuLimit: limit ? roundedSummary(summarizeRatios(cpuSpeeds(taken), cpuSpeeds(limit))) : null,
    peakMiB: peaks.length > 0 ? Math.round(summarize(peaks).median / 2 ** 20) : null,
  };
}

function speed(milliseconds: number): number {
  return mebibytes / (milliseconds / 1000);
}
