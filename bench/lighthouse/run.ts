// `npm run bench:lighthouse -- [--json] [--runs n] [url …]`
//
// What Lighthouse says of pages: of these addresses, else of the built site's, served by this machine
// beside a devnet, and of an empty page by Next, which is what the site cannot be quicker than. Run it
// on a machine with nothing else to do: the figures are those of the run with the median score.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { listen } from "../../scripts/devnet/http.ts";
import { createStaticListener } from "../../scripts/devnet/static-server.ts";
import { buildSite } from "../../scripts/site/build.ts";
import { describeMachine } from "../support/machine.ts";
import type { FormFactor, Report } from "./audit.ts";
import { audit } from "./audit.ts";
import { buildEmptyPage } from "./empty-page.ts";
import { phoneMultiplier } from "./phone-multiplier.ts";

const APP = fileURLToPath(import.meta.resolve("../app/app-process.ts"));
const FORM_FACTORS: readonly FormFactor[] = ["phone", "desktop"];

/** Calibrated: by the multiplier that this machine's speed asks for, instead of Lighthouse's constant. */
type Row = { page: string; formFactor: FormFactor; calibrated: boolean } & Report;

const { values, positionals } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    runs: { type: "string", default: "3" },
  },
  allowPositionals: true,
});
const runs = Number(values.runs);
const machine = describeMachine();
const pages: { name: string; url: string }[] =
  positionals.length > 0
    ? positionals.map((url) => ({ name: url, url }))
    : [...(await startSite()), await startEmpty()];

const results: Row[] = [];
for (const formFactor of FORM_FACTORS) {
  for (const { name, url } of pages) {
    console.error(`${name}, ${formFactor}`);
    const report = await medianOf(url, formFactor);
    results.push({ page: name, formFactor, calibrated: false, ...report });
    const multiplier = phoneMultiplier(report.benchmarkIndex);
    if (formFactor === "desktop" || multiplier === report.multiplier) continue;
    console.error(`${name}, ${formFactor}, ${multiplier} times slower`);
    const again = await medianOf(url, formFactor, { multiplier });
    results.push({ page: name, formFactor, calibrated: true, ...again });
  }
}

if (values.json) {
  console.log(JSON.stringify({ bench: "lighthouse", machine, runs, results }, null, 2));
} else {
  console.log(`medians of ${runs} runs; ${machine.cpu}, ${machine.cores} cores`);
  console.table(results.map(({ lost: _, ...figures }) => figures));
  for (const { page, formFactor, multiplier, lost } of results) {
    if (lost.length === 0) continue;
    console.log(`${page}, ${formFactor}, times ${multiplier}: points lost by ${lost.join(", ")}`);
  }
}
process.exit();

async function medianOf(
  url: string,
  formFactor: FormFactor,
  options: { multiplier?: number } = {},
): Promise<Report> {
  const reports: Report[] = [];
  for (let run = 0; run < runs; run++) reports.push(await audit(url, formFactor, options));
  reports.sort((a, b) => a.performance - b.performance);
  return reports[Math.floor(reports.length / 2)] as Report;
}

/** The first screen, and one that asks for a wallet. */
async function startSite(): Promise<{ name: string; url: string }[]> {
  await buildSite({ tell: console.error });
  const folder = mkdtempSync(join(tmpdir(), "leasehold-lighthouse-"));
  const app = fork(APP, [folder, "0"], { stdio: ["ignore", "inherit", "inherit", "ipc"] });
  process.on("exit", () => {
    app.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true });
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => process.exit(130));
  }
  const [{ url }] = (await Promise.race([
    once(app, "message"),
    once(app, "exit").then(([code]) => {
      throw new TypeError(`The devnet ended with ${code}.`);
    }),
  ])) as [{ url: string }];
  return [
    { name: "first screen", url },
    { name: "/lent/", url: `${url}lent/` },
  ];
}

async function startEmpty(): Promise<{ name: string; url: string }> {
  const listener = createStaticListener({ root: await buildEmptyPage() });
  const { port } = await listen(listener, { host: "localhost", port: 0 });
  return { name: "an empty page by Next", url: `http://localhost:${port}/` };
}
