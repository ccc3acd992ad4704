import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Browser } from "../../scripts/test/chromium.ts";
import { findChromium } from "../../scripts/test/chromium.ts";
import type { DevTools } from "./devtools.ts";
import { connectDevTools } from "./devtools.ts";
import { peakBytes } from "./memory.ts";
import { servePage } from "./page-server.ts";
import type { Host, Job, Sample } from "./suite.ts";

const LOADING_MS = 30_000;

/** Runs each job in a plain headless Chromium of its own, on files that are on the disk. */
export function createChromiumHost(): Host {
  const browser = findChromium();
  return { name: "Chromium", version: versionOf(browser), run: (job) => runJob(browser, job) };
}

async function runJob(browser: Browser, job: Job): Promise<Sample> {
  const server = await servePage(job);
  const profile = mkdtempSync(join(tmpdir(), "leasehold-bench-"));
  const chromium = spawn(
    browser.executablePath,
    [...browser.args, "--headless=new", "--remote-debugging-pipe", `--user-data-dir=${profile}`],
    {
      env: { ...process.env, ...browser.env },
      stdio: ["ignore", "ignore", "ignore", "pipe", "pipe"],
      detached: process.platform !== "win32",
    },
  );
  const closed = once(chromium, "close");
  const end = () => endGroup(chromium.pid);
  process.once("exit", end);
  try {
    return await runIn(connectDevTools(chromium), { url: server.url, job });
  } finally {
    end();
    await closed;
    process.off("exit", end);
    server.close();
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function runIn(devTools: DevTools, { url, job }: { url: string; job: Job }): Promise<Sample> {
  const page = await openPage(devTools, url);
  const run = `run(${JSON.stringify(job.task)}, ${JSON.stringify(job.parameters ?? {})})`;
  if (job.warmUp !== undefined) {
    await page.setFiles(job.warmUp);
    await page.answerTo(run);
  }
  if (job.folder !== undefined) await page.setFiles(job.folder);
  const before = await processes(devTools);
  const timed = await page.answerTo<Pick<Sample, "milliseconds" | "result">>(run);
  const after = await processes(devTools);
  const peaks = after.filter(({ type }) => type === "renderer").map(({ id }) => peakBytes(id));
  const known = peaks.filter((peak) => peak !== null);
  return {
    ...timed,
    cpuMilliseconds: (cpuSeconds(after) - cpuSeconds(before)) * 1000,
    // Chromium may keep a spare renderer, which does nothing.
    peakBytes: known.length > 0 ? Math.max(...known) : null,
  };
}

async function openPage(devTools: DevTools, url: string) {
  const { targetId } = await devTools.call<{ targetId: string }>("Target.createTarget", { url });
  const { sessionId } = await devTools.call<{ sessionId: string }>("Target.attachToTarget", {
    targetId,
    flatten: true,
  });

  async function evaluate(expression: string, options: object): Promise<RemoteObject> {
    const { result, exceptionDetails: failure } = await devTools.call<Evaluation>(
      "Runtime.evaluate",
      { expression, awaitPromise: true, ...options },
      sessionId,
    );
    if (failure) throw new Error(failure.exception?.description ?? failure.text);
    return result;
  }

  async function answerTo<R>(expression: string): Promise<R> {
    return (await evaluate(expression, { returnByValue: true })).value as R;
  }

  const isLoaded = () => answerTo<boolean>("typeof run === 'function'").catch(() => false);
  for (const limit = Date.now() + LOADING_MS; !(await isLoaded()); await setTimeout(20)) {
    if (Date.now() > limit) throw new Error("The page of the benchmark does not load.");
  }
  return {
    answerTo,
    async setFiles(folder: string) {
      const files = readdirSync(folder).map((name) => resolve(folder, name));
      const { objectId } = await evaluate("document.querySelector('input')", {});
      await devTools.call("DOM.setFileInputFiles", { files, objectId }, sessionId);
    },
  };
}

interface RemoteObject {
  value?: unknown;
  objectId?: string;
}

interface Evaluation {
  result: RemoteObject;
  exceptionDetails?: { text: string; exception?: { description?: string } };
}

interface Process {
  id: number;
  type: string;
  cpuTime: number;
}

async function processes(devTools: DevTools): Promise<Process[]> {
  const { processInfo } = await devTools.call<{ processInfo: Process[] }>(
    "SystemInfo.getProcessInfo",
  );
  return processInfo;
}

function cpuSeconds(all: readonly Process[]): number {
  return all.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}

function versionOf({ executablePath, env }: Browser): string {
  const words = execFileSync(executablePath, ["--version"], {
    encoding: "utf8",
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "ignore"],
  });
  return words.match(/\d+(\.\d+)+/)?.[0] ?? words.trim();
}

/** Ends the browser and all that it started. */
function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === "win32" ? pid : -pid, "SIGKILL");
  } catch {
    // already gone
  }
}
