// Runs one job, given as JSON, and sends the sample to its parent.
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { peakBytes, residentBytes } from "./memory.ts";
import { openFolder } from "./node-file.ts";
import type { Job, Sample, Suite } from "./suite.ts";
import { time } from "./suite.ts";

const job = JSON.parse(process.argv[2] ?? "") as Job;
const { tasks } = (await import(pathToFileURL(resolve(job.suite)).href)) as { tasks: Suite };
const task = tasks[job.task];
if (task === undefined) throw new Error(`${job.suite} has no task ${job.task}.`);
const { parameters } = job;

if (job.warmUp !== undefined) await time(task, { inputs: openFolder(job.warmUp), parameters });
const inputs = openFolder(job.folder);
const before = process.cpuUsage();
const bytesBefore = residentBytes("self");
const timed = await time(task, { inputs, parameters });
const { user, system } = process.cpuUsage(before);
const sample: Sample = {
  ...timed,
  cpuMilliseconds: (user + system) / 1000,
  peakBytes: peakBytes("self"),
  bytesBefore,
};
process.send?.(sample, () => process.exit());
