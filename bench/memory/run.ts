// `npm run bench:memory -- [--json] [--sizes 256,4096,20480] [--saved 256,4096]
// [--host node|chromium]`
//
// How much memory a process takes at most while it encrypts and addresses a file of so many MiB, as the
// app does before it meets the network, and while it checks and decrypts one, as the app does to save
// it. What is encrypted is a sparse file, so that the disk has nothing to do; its blocks are dropped.
// What is decrypted lies on the disk, and is dropped. In Chromium it is the page: its process, and of
// that its JavaScript heap and buffers.
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { encryptInto } from "../crypto/folders.ts";
import type { Heap } from "../support/heap.ts";
import { chooseHosts } from "../support/hosts.ts";
import { describeMachine } from "../support/machine.ts";
import { rounded } from "../support/statistics.ts";
import type { Host } from "../support/suite.ts";
import { formatTable } from "../support/table.ts";

const SUITE = "bench/memory/suite.ts";
const MIB = 2 ** 20;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    sizes: { type: "string", default: "256,4096,20480" },
    saved: { type: "string", default: "256,4096" },
    host: { type: "string" },
  },
});
const machine = describeMachine();
const folder = mkdtempSync(join(tmpdir(), "leasehold-bench-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130));
}

const sizesOf = (list: string) => list.split(",").filter(Boolean).map(Number);
const hosts = chooseHosts(values.host);
const results = [];
for (const mebibytes of sizesOf(values.sizes)) {
  const path = sparse(mebibytes);
  for (const host of hosts) results.push(await measure(host, { task: "encrypt", path, mebibytes }));
}
for (const mebibytes of sizesOf(values.saved)) {
  const path = sparse(mebibytes);
  await encryptInto(path);
  for (const host of hosts) results.push(await measure(host, { task: "decrypt", path, mebibytes }));
  rmSync(path, { recursive: true });
}

if (values.json) {
  console.log(JSON.stringify({ bench: "memory", machine, results }, null, 2));
} else {
  console.log(`${machine.cpu}, ${machine.cores} cores`);
  console.log(
    formatTable(
      [
        "",
        "MiB",
        "resident at most, MiB",
        "before",
        "heap and buffers at most, MiB",
        "before",
        "MiB/s",
      ],
      results.map((it) => [
        `${it.host} ${it.task}`,
        `${it.mebibytes}`,
        `${it.peakMiB}`,
        it.before === null ? "" : `${it.before}`,
        it.heapMiB === null ? "" : `${it.heapMiB}`,
        it.heapBefore === null ? "" : `${it.heapBefore}`,
        `${it.speed}`,
      ]),
    ),
  );
}

async function measure(
  host: Host,
  { task, path, mebibytes }: { task: string; path: string; mebibytes: number },
) {
  console.error(`${host.name} ${task}, ${mebibytes} MiB`);
  const job = { suite: SUITE, task, folder: path, watchesHeap: true };
  const { milliseconds, peakBytes, bytesBefore, heap } = await host.run(job);
  const inMiB = (bytes: number | null | undefined) =>
    bytes == null ? null : Math.round(bytes / MIB);
  const whole = (it: Heap | undefined) => it && it.objects + it.buffers;
  return {
    host: host.name,
    version: host.version,
    task,
    mebibytes,
    /** MiB per second. */
    speed: rounded(mebibytes / (milliseconds / 1000)),
    /** MiB that the process had resident: at most, and before the task. */
    peakMiB: inMiB(peakBytes),
    before: inMiB(bytesBefore),
    /** MiB of a page's JavaScript heap and buffers: at most, and before the task. */
    heapMiB: inMiB(whole(heap?.most)),
    heapBefore: inMiB(whole(heap?.before)),
  };
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
