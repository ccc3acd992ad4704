// `npm run bench:open -- [--json] [--large MiB] [--leases n] [--runs n] [--delays 0,50] [--host node|chromium]`
//
// From a click on a record that was lent to a decrypted byte of one of its files: the first of one of
// 1 MB, and the middle one of one of 1 GB; and an owner's view of a record with 1,000 leases. With nothing
// known before, and again.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { chooseHosts } from "../support/hosts.ts";
import { describeMachine } from "../support/machine.ts";
import { roundedSummary, summarize } from "../support/statistics.ts";
import { formatTable } from "../support/table.ts";
import type { Opened, Viewed } from "./suite.ts";

const SUITE = "bench/open/suite.ts";
const WORLD = fileURLToPath(import.meta.resolve("./world-process.ts"));

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    large: { type: "string", default: "1024" },
    leases: { type: "string", default: "1000" },
    runs: { type: "string", default: "5" },
    delays: { type: "string", default: "0,50" },
    host: { type: "string" },
  },
});
const runs = Number(values.runs);
const hosts = chooseHosts(values.host);
const machine = describeMachine();

const folder = mkdtempSync(join(tmpdir(), "leasehold-bench-"));
const world = fork(WORLD, [folder, values.large, values.leases], {
  stdio: ["ignore", "inherit", "inherit", "ipc"],
});
process.on("exit", () => {
  world.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130));
}
console.error(`storing a file of ${values.large} MiB`);
const [described] = (await Promise.race([
  once(world, "message"),
  once(world, "exit").then(([code]) => {
    throw new Error(`The devnet ended with ${code}.`);
  }),
])) as [object];
const inputs = join(folder, "inputs");
mkdirSync(inputs);
writeFileSync(join(inputs, "world.json"), JSON.stringify(described));

const cases = values.delays
  .split(",")
  .map(Number)
  .flatMap((delay) => [0, 1].flatMap((large) => [0, 1].map((warm) => ({ delay, large, warm }))));
const results = [];
for (const host of hosts) {
  for (const parameters of cases) {
    const taken: Opened[] = [];
    for (let run = 0; run < runs; run++) {
      const job = { suite: SUITE, task: "open", parameters, folder: inputs };
      // A first run with no delay, so that code is compiled: what is cold is what the device knows.
      const sample = await host.run({ ...job, warmUp: inputs });
      taken.push(sample.result as Opened);
    }
    const of = (figure: keyof Opened) => roundedSummary(summarize(taken.map((it) => it[figure])));
    results.push({ host: host.name, ...parameters, record: of("record"), byte: of("byte") });
    console.error(`${host.name} ${JSON.stringify(parameters)}: ${of("byte").median} ms`);
  }
}

const views = [];
for (const host of hosts) {
  for (const { delay, warm } of cases.filter(({ large }) => large === 0)) {
    const taken: Viewed[] = [];
    for (let run = 0; run < runs; run++) {
      const job = { suite: SUITE, task: "leases", parameters: { delay, warm }, folder: inputs };
      const sample = await host.run({ ...job, warmUp: inputs });
      taken.push(sample.result as Viewed);
    }
    const of = (figure: keyof Viewed) => roundedSummary(summarize(taken.map((it) => it[figure])));
    views.push({ host: host.name, delay, warm, record: of("record"), leases: of("leases") });
  }
}

if (values.json) {
  const about = { large: Number(values.large), leases: Number(values.leases), runs };
  console.log(JSON.stringify({ bench: "open", machine, ...about, results, views }, null, 2));
} else {
  console.log(`medians of ${runs} runs; ${machine.cpu}, ${machine.cores} cores`);
  console.log(
    formatTable(
      ["", "delay ms", "record open ms", "byte ms", "least–greatest"],
      results.map(({ host, delay, large, warm, record, byte }) => [
        `${host} ${large ? `middle of ${values.large} MiB` : "first of 1 MB"}, ${warm ? "warm" : "cold"}`,
        `${delay}`,
        `${record.median}`,
        `${byte.median}`,
        `${byte.least}–${byte.greatest}`,
      ]),
    ),
  );
  console.log(
    formatTable(
      ["", "delay ms", "record open ms", "leases ms", "least–greatest"],
      views.map(({ host, delay, warm, record, leases }) => [
        `${host} ${values.leases} leases, ${warm ? "warm" : "cold"}`,
        `${delay}`,
        `${record.median}`,
        `${leases.median}`,
        `${leases.least}–${leases.greatest}`,
      ]),
    ),
  );
}
process.exit();
