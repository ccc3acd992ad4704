// `npm run bench:memory -- [--json] [--sizes 256,4096,20480] [--host node|chromium]`
//
// How much memory a process has resident at most while it encrypts and addresses a file of so many
// MiB, as the app does before it meets the network. The file is a sparse one, so that the disk has
// nothing to do; its blocks are dropped. In Chromium it is the page's process.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { chooseHosts } from "../support/hosts.ts";
import { describeMachine } from "../support/machine.ts";
import { rounded } from "../support/statistics.ts";
import { formatTable } from "../support/table.ts";

const MIB = 2 ** 20;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    sizes: { type: "string", default: "256,4096,20480" },
    host: { type: "string" },
  },
});
const machine = describeMachine();
const folder = mkdtempSync(join(tmpdir(), "leasehold-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130));
}

const results = [];
for (const host of chooseHosts(values.host)) {
  for (const mebibytes of values.sizes.split(",").map(Number)) {
    console.error(`${host.name}, ${mebibytes} MiB`);
    const job = { suite: "bench/crypto/suite.ts", task: "encrypt", folder: sparse(mebibytes) };
    const { milliseconds, peakBytes } = await host.run(job);
    results.push({
      host: host.name,
      version: host.version,
      mebibytes,
      /** MiB per second. */
      speed: rounded(mebibytes / (milliseconds / 1000)),
      peakMiB: peakBytes === null ? null : Math.round(peakBytes / MIB),
    });
  }
}

if (values.json) {
  console.log(JSON.stringify({ bench: "memory", machine, results }, null, 2));
} else {
  console.log(`${machine.cpu}, ${machine.cores} cores`);
  console.log(
    formatTable(
      ["", "MiB", "resident at most, MiB", "MiB/s"],
      results.map((it) => [it.host, `${it.mebibytes}`, `${it.peakMiB}`, `${it.speed}`]),
    ),
  );
}

/** A folder with a file that takes no room on the disk. */
function sparse(mebibytes: number): string {
  const path = join(folder, `${mebibytes}`);
  mkdirSync(path, { recursive: true });
  const file = join(path, "plain.bin");
  writeFileSync(file, "");
  truncateSync(file, mebibytes * MIB);
  return path;
}
