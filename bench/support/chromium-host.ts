import { readdirSync } from "node:fs";
import { resolve } from "node:path";
import type { Browser } from "../../scripts/test/chromium.ts";
import { findChromium } from "../../scripts/test/chromium.ts";
import { openPage, startChromium, versionOf } from "./chromium.ts";
import type { DevTools } from "./devtools.ts";
import { peakHeap, watchHeap } from "./heap.ts";
import { peakBytes, residentBytes } from "./memory.ts";
import { servePage } from "./page-server.ts";
import type { Host, Job, Sample } from "./suite.ts";

/** Runs each job in a plain headless Chromium of its own, on files that are on the disk. */
export function createChromiumHost(): Host {
  const browser = findChromium();
  return { name: "Chromium", version: versionOf(browser), run: (job) => runJob(browser, job) };
}

async function runJob(browser: Browser, job: Job): Promise<Sample> {
  const server = await servePage(job);
  const chromium = startChromium(browser);
  try {
    return await runIn(chromium.devTools, { url: server.url, job });
  } finally {
    await chromium.end();
    server.close();
  }
}

async function runIn(devTools: DevTools, { url, job }: { url: string; job: Job }): Promise<Sample> {
  const page = await openPage(devTools, url);
  await page.until("typeof run === 'function'");
  const setFiles = async (folder: string) => {
    const files = readdirSync(folder).map((name) => resolve(folder, name));
    const { objectId } = await page.evaluate("document.querySelector('input')", {});
    await devTools.call("DOM.setFileInputFiles", { files, objectId }, page.session);
  };
  const run = `run(${JSON.stringify(job.task)}, ${JSON.stringify(job.parameters ?? {})})`;
  if (job.warmUp !== undefined) {
    await setFiles(job.warmUp);
    await page.answerTo(run);
  }
  if (job.folder !== undefined) await setFiles(job.folder);
  const before = await processes(devTools);
  const bytesBefore = ofPage(before, residentBytes);
  const heap = job.watchesHeap ? await watchHeap(devTools, page.session) : undefined;
  const heapBefore = await heap?.look();
  const running = page.answerTo<Pick<Sample, "milliseconds" | "result">>(run);
  const most = heap && (await peakHeap(heap, { during: running }));
  const timed = await running;
  const after = await processes(devTools);
  return {
    ...timed,
    ...(heapBefore && most && { heap: { before: heapBefore, most } }),
    cpuMilliseconds: (cpuSeconds(after) - cpuSeconds(before)) * 1000,
    peakBytes: ofPage(after, peakBytes),
    bytesBefore,
  };
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

/** A figure of the page's process: of the renderers, the largest. The others are spare. */
function ofPage(all: readonly Process[], figure: (pid: number) => number | null): number | null {
  const renderers = all.filter(({ type }) => type === "renderer");
  const known = renderers.map(({ id }) => figure(id)).filter((it) => it !== null);
  return known.length > 0 ? Math.max(...known) : null;
}

function cpuSeconds(all: readonly Process[]): number {
  return all.reduce((sum, { cpuTime }) => sum + cpuTime, 0);
}
