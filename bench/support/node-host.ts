import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Host, Job, Sample } from "./suite.ts";

const CHILD = fileURLToPath(import.meta.resolve("./node-child.ts"));

/** Runs each job in a Node process of its own. */
export const nodeHost: Host = {
  name: "Node",
  version: process.version,
  async run(job: Job): Promise<Sample> {
    const child = fork(CHILD, [JSON.stringify(job)], {
      stdio: ["ignore", "inherit", "inherit", "ipc"],
    });
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    let sample: Sample | undefined;
    child.once("message", (message) => {
      sample = message as Sample;
    });
    const [code] = await once(child, "close");
    process.off("exit", end);
    if (sample === undefined) throw new Error(`${job.task} ended with ${code} in Node.`);
    return sample;
  },
};
