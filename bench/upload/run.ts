// `npm run bench:upload -- [--json] [--size MiB] [--runs n] [--ways page,workers]`
//
// What the page of the built site goes through while a file from the disk is encrypted and stored: how
// long nothing else can be done in it, how fast the file goes in, and what memory that takes; with leaves
// encrypted in workers, as the site does, and in the page.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildSite } from "../../scripts/site/build.ts";
import { findChromium } from "../../scripts/test/chromium.ts";
import type { Page } from "../support/chromium.ts";
import { openPage, startChromium, versionOf } from "../support/chromium.ts";
import type { DevTools } from "../support/devtools.ts";
import type { Heap } from "../support/heap.ts";
import { peakHeap, watchHeap } from "../support/heap.ts";
import { describeMachine } from "../support/machine.ts";
import { peakBytes, residentBytes } from "../support/memory.ts";
import { roundedSummary, summarize } from "../support/statistics.ts";
import { formatTable } from "../support/table.ts";

const APP = fileURLToPath(import.meta.resolve("../app/app-process.ts"));
const MIB = 2 ** 20;
/** An upload is looked at four times a second, for an hour at most. */
const LOOKING = { patience: 3_600_000, every: 250 };

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    size: { type: "string", default: "256" },
    runs: { type: "string", default: "3" },
    ways: { type: "string", default: "page,workers" },
  },
});
const mebibytes = Number(values.size);
const runs = Number(values.runs);
const ways = values.ways.split(",");
const machine = describeMachine();
const browser = findChromium();

await buildSite({ tell: console.error });

const folder = mkdtempSync(join(tmpdir(), "leasehold-bench-"));
const file = join(folder, "film.mp4");
writeFileSync(file, "");
truncateSync(file, mebibytes * MIB); // what is in it makes no difference
const app = fork(APP, [folder, "1"], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
process.on("exit", () => {
  app.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130));
}
const [{ url, person }] = (await Promise.race([
  once(app, "message"),
  once(app, "exit").then(([code]) => {
    throw new Error(`The devnet ended with ${code}.`);
  }),
])) as [{ url: string; person: string }];

interface Upload {
  /** MiB per second, until only the transaction is left. */
  speed: number;
  /** Tasks of the page's thread above 50 ms, and the milliseconds that they are above it together. */
  longTasks: number;
  blocked: number;
  /** The longest task, in milliseconds; 0 where none is above 50. */
  longest: number;
  /** Milliseconds by which a timer came late: of 100, the one that is later than 99; and the latest. */
  late: number;
  latest: number;
  /** The share of the time in which the page's thread was at work. */
  busy: number;
  /** MiB: JavaScript heap and buffers of the page and its workers, before, at most, and when all is collected. */
  heapBefore: number;
  heap: number;
  heapAfter: number;
  /** MiB: the page's process resident before, and at most. */
  residentBefore: number;
  resident: number;
}

/** Run in the page: begins to note long tasks, and how late a timer comes. */
const WATCH = `(() => {
  const tasks = [];
  const late = [];
  new PerformanceObserver((list) => tasks.push(...list.getEntries().map((it) => it.duration)))
    .observe({ type: "longtask" });
  let due = performance.now() + 10;
  const beat = () => {
    late.push(Math.max(0, performance.now() - due));
    due = performance.now() + 10;
    setTimeout(beat, 10);
  };
  setTimeout(beat, 10);
  globalThis.seen = { tasks, late };
})()`;

/** Run in the page: what was noted. */
const SEEN = `(() => {
  const { tasks, late } = globalThis.seen;
  const sorted = late.toSorted((a, b) => a - b);
  return {
    longTasks: tasks.length,
    blocked: tasks.reduce((sum, it) => sum + it - 50, 0),
    longest: Math.max(0, ...tasks),
    late: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
    latest: sorted.at(-1) ?? 0,
    problem: document.querySelector('[role="alert"]')?.textContent ?? null,
  };
})()`;

const uploads = new Map<string, Upload[]>(ways.map((way) => [way, []]));
for (let run = 0; run < runs; run++) {
  for (const way of run % 2 === 0 ? ways : ways.toReversed()) {
    const chromium = startChromium(browser);
    try {
      uploads.get(way)?.push(await upload(chromium.devTools, way));
    } finally {
      await chromium.end();
    }
    console.error(way, JSON.stringify(uploads.get(way)?.at(-1)));
  }
}

const results = ways.map((way) => {
  const taken = uploads.get(way) ?? [];
  const of = (figure: keyof Upload) => roundedSummary(summarize(taken.map((it) => it[figure])));
  const figures = Object.keys(taken[0] ?? {}).map((it) => [it, of(it as keyof Upload)]);
  return { way, ...Object.fromEntries(figures) };
});
if (values.json) {
  const about = { chromium: versionOf(browser), mebibytes, runs };
  console.log(JSON.stringify({ bench: "upload", machine, ...about, results }, null, 2));
} else {
  console.log(`${mebibytes} MiB, medians of ${runs} runs; ${machine.cpu}, ${machine.cores} cores`);
  const names = Object.keys(results[0] ?? {}).filter((it) => it !== "way");
  console.log(
    formatTable(
      ["", ...ways],
      names.map((name) => [
        name,
        ...results.map((it) => `${it[name].median} (${it[name].least}–${it[name].greatest})`),
      ]),
    ),
  );
}
process.exit();

async function upload(devTools: DevTools, way: string): Promise<Upload> {
  const page = await openPage(devTools, url);
  const { call } = devTools;
  await page.until(button(person));
  if (way === "page") {
    // A worker whose hash is not known does not begin.
    await page.answerTo(`delete LEASEHOLD_INTEGRITY["leaf-worker.js"]`);
  }
  await click(page, person);
  await page.until(`document.querySelector("h1")?.textContent === "Home"`);
  await page.answerTo(`document.querySelector('nav a[href*="records"]').click()`);
  await page.until(button("Unlock", "main"));
  await click(page, "Unlock", "main");
  await clickWhenThere(page, `document.querySelector('main li a[href*="id="]')`);
  await clickWhenThere(page, `document.querySelector('[aria-label="Add entry to Notes"]')`);
  await page.until(`document.querySelector('[role="dialog"] input[type="file"]')`);
  const { objectId } = await page.evaluate(
    `document.querySelector('[role="dialog"] input[type="file"]')`,
    {},
  );
  await call("DOM.setFileInputFiles", { files: [file], objectId }, page.session);
  await page.until(`document.querySelector('[role="dialog"]').textContent.includes("film.mp4")`);
  await call("Performance.enable", {}, page.session);
  const pid = await rendererOf(devTools);
  const residentBefore = (residentBytes(pid) ?? 0) / MIB;
  const watch = await watchHeap(devTools, page.session);
  const heapBefore = inMiB(await watch.look());
  await page.answerTo(WATCH);
  const before = await metrics(devTools, page);
  await click(page, "Encrypt and publish");
  const over = `${button("Continue to wallet")} ?? document.querySelector('[role="alert"]')`;
  const heap = inMiB(await peakHeap(watch, { during: page.until(over, LOOKING) }));
  const after = await metrics(devTools, page);
  await watch.collect();
  const heapAfter = inMiB(await watch.look());
  const { problem, ...seen } = await page.answerTo<Seen>(SEEN);
  if (problem !== null) throw new Error(problem);
  const difference = (name: string) => (after[name] ?? 0) - (before[name] ?? 0);
  return {
    speed: mebibytes / difference("Timestamp"),
    ...seen,
    busy: difference("TaskDuration") / difference("Timestamp"),
    heapBefore,
    heap,
    heapAfter,
    residentBefore,
    resident: (peakBytes(pid) ?? 0) / MIB,
  };
}

type Seen = Pick<Upload, "longTasks" | "blocked" | "longest" | "late" | "latest"> & {
  problem: string | null;
};

async function metrics(devTools: DevTools, page: Page): Promise<Record<string, number>> {
  const { metrics } = await devTools.call<{ metrics: { name: string; value: number }[] }>(
    "Performance.getMetrics",
    {},
    page.session,
  );
  return Object.fromEntries(metrics.map(({ name, value }) => [name, value]));
}

/** The process of the page: of the renderers, the one that has done most. */
async function rendererOf(devTools: DevTools): Promise<number> {
  const { processInfo } = await devTools.call<{
    processInfo: { id: number; type: string; cpuTime: number }[];
  }>("SystemInfo.getProcessInfo");
  const renderers = processInfo.filter(({ type }) => type === "renderer");
  const [first] = renderers.sort((a, b) => b.cpuTime - a.cpuTime);
  if (first === undefined) throw new Error("The browser has no page.");
  return first.id;
}

function inMiB({ objects, buffers }: Heap): number {
  return (objects + buffers) / MIB;
}

/** An expression for a button whose text begins so. */
function button(text: string, within = "body"): string {
  return `[...document.querySelectorAll("${within} button")].find((it) => it.textContent.trim().startsWith("${text}"))`;
}

async function clickWhenThere(page: Page, element: string): Promise<void> {
  await page.until(`((it) => it && (it.click(), true))(${element})`);
}

async function click(page: Page, text: string, within = "body"): Promise<void> {
  await page.answerTo(`${button(text, within)}.click()`);
}
