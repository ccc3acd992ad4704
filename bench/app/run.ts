// `npm run bench:app -- [--json] [--records n] [--runs n]`
//
// What the site loads before it can be used, how soon that is, and what a list of many records takes: on
// the built site, served by this machine to a plain Chromium.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { buildSite, SITE } from "../../scripts/site/build.ts";
import { firstLoads } from "../../scripts/site/first-load.ts";
import { findChromium } from "../../scripts/test/chromium.ts";
import type { Page } from "../support/chromium.ts";
import { openPage, startChromium, versionOf } from "../support/chromium.ts";
import type { DevTools } from "../support/devtools.ts";
import { describeMachine } from "../support/machine.ts";
import { roundedSummary, summarize } from "../support/statistics.ts";
import { formatTable } from "../support/table.ts";

const APP = fileURLToPath(import.meta.resolve("./app-process.ts"));

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    records: { type: "string", default: "1000" },
    runs: { type: "string", default: "5" },
  },
});
const runs = Number(values.runs);
const machine = describeMachine();
const browser = findChromium();

await buildSite({ tell: console.error });
const loads = firstLoads(SITE);

const folder = mkdtempSync(join(tmpdir(), "leasehold-bench-"));
const app = fork(APP, [folder, values.records], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
process.on("exit", () => {
  app.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130));
}
const { url, person } = await started();

interface Visit {
  /** Milliseconds from the start of the navigation until something is drawn. */
  painted: number;
  /** Until the wallets can be chosen. */
  usable: number;
  /** From unlocking until the first screen of the list says its titles. */
  listed: number;
  /** Rows of the list that are on the page. */
  rows: number;
  /** JavaScript heap after a collection, in MiB, with the list on the screen. */
  heap: number;
}

const visits: Visit[] = [];
for (let run = 0; run < runs; run++) {
  const chromium = startChromium(browser);
  try {
    visits.push(await visit(chromium.devTools));
  } finally {
    await chromium.end();
  }
  console.error(JSON.stringify(visits.at(-1)));
}
const of = (figure: keyof Visit) => roundedSummary(summarize(visits.map((it) => it[figure])));
const page = {
  records: Number(values.records),
  painted: of("painted"),
  usable: of("usable"),
  listed: of("listed"),
  rows: of("rows"),
  heap: of("heap"),
};

if (values.json) {
  const about = { chromium: versionOf(browser), runs, loads, page };
  console.log(JSON.stringify({ bench: "app", machine, ...about }, null, 2));
} else {
  console.log(
    formatTable(
      ["first load", "KiB gzip"],
      loads.map(({ route, kib }) => [route, kib.toFixed(1)]),
    ),
  );
  console.log(`\nmedians of ${runs} runs; ${machine.cpu}, ${machine.cores} cores`);
  console.log(
    formatTable(
      ["", "", "least–greatest"],
      Object.entries({
        "first paint, ms": page.painted,
        "wallets can be chosen, ms": page.usable,
        [`first screen of ${page.records} records after unlocking, ms`]: page.listed,
        "rows on the page": page.rows,
        "JavaScript heap with the list, MiB": page.heap,
      }).map(([name, { median, least, greatest }]) => [name, `${median}`, `${least}–${greatest}`]),
    ),
  );
}
process.exit();

async function started(): Promise<{ url: string; person: string }> {
  for (;;) {
    const [message] = (await Promise.race([
      once(app, "message"),
      once(app, "exit").then(([code]) => {
        throw new Error(`The devnet ended with ${code}.`);
      }),
    ])) as [{ done?: number; url?: string; person?: string }];
    if (message.url !== undefined) return { url: message.url, person: message.person ?? "" };
    console.error(`${message.done} records made`);
  }
}

/** A first visit of somebody new to the site: nothing of it is in the browser. */
async function visit(devTools: DevTools): Promise<Visit> {
  const page = await openPage(devTools, "about:blank");
  await devTools.call("Page.enable", {}, page.session);
  await devTools.call("Page.navigate", { url }, page.session);
  await page.until(`location.href.startsWith("${url}") && ${button(person)}`);
  const usable = await page.answerTo<number>("performance.now()");
  const painted = await page.answerTo<number>(
    `performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? performance.now()`,
  );
  await click(page, person);
  await page.until(
    `document.querySelector("h1")?.textContent === "Home" && document.querySelector('nav a[href*="records"]')`,
  );
  await page.answerTo(`document.querySelector('nav a[href*="records"]').click()`);
  await page.until(
    `document.querySelector("h1")?.textContent === "My records" && ${button("Unlock", "main")}`,
  );
  const before = await page.answerTo<number>("performance.now()");
  await click(page, "Unlock", "main");
  const titles = `[...document.querySelectorAll("main li .font-semibold")]`;
  const last = `Record ${values.records}`;
  await page.until(
    `${titles}.some((it) => it.textContent === "${last}") && ${titles}.slice(0, 8).every((it) => it.textContent.startsWith("Record "))`,
    { patience: 120_000 },
  );
  const listed = (await page.answerTo<number>("performance.now()")) - before;
  const rows = await page.answerTo<number>(`document.querySelectorAll("main li").length`);
  await devTools.call("HeapProfiler.collectGarbage", {}, page.session);
  await devTools.call("Performance.enable", {}, page.session);
  const { metrics } = await devTools.call<{ metrics: { name: string; value: number }[] }>(
    "Performance.getMetrics",
    {},
    page.session,
  );
  const heap = (metrics.find(({ name }) => name === "JSHeapUsedSize")?.value ?? 0) / 2 ** 20;
  return { painted, usable, listed, rows, heap };
}

/** An expression for a button whose text begins so. */
function button(text: string, within = "body"): string {
  return `[...document.querySelectorAll("${within} button")].find((it) => it.textContent.trim().startsWith("${text}"))`;
}

async function click(page: Page, text: string, within = "body"): Promise<void> {
  await page.answerTo(`${button(text, within)}.click()`);
}
