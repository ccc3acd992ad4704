// `npm run bench:lighthouse -- [--runs n] [url …]`
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
import type { FormFactor, Report } from "./audit.ts";
import { audit } from "./audit.ts";
import { buildEmptyPage } from "./empty-page.ts";

const APP = fileURLToPath(import.meta.resolve("../app/app-process.ts"));
const FORM_FACTORS: readonly FormFactor[] = ["phone", "desktop"];

const { values, positionals } = parseArgs({
  options: { runs: { type: "string", default: "3" } },
  allowPositionals: true,
});
const runs = Number(values.runs);
const pages = positionals.length > 0 ? positionals : [...(await startSite()), await startEmpty()];

for (const formFactor of FORM_FACTORS) {
  const reports: Record<string, Omit<Report, "lost">> = {};
  const lost = new Set<string>();
  for (const url of pages) {
    const report = await medianOf(url, formFactor);
    for (const it of report.lost) lost.add(`${url} ${it}`);
    const { lost: _, ...figures } = report;
    reports[url] = figures;
  }
  console.log(`\n${formFactor}, median of ${runs}`);
  console.table(reports);
  if (lost.size > 0) console.log(`points lost by ${[...lost].join(", ")}`);
}
process.exit();

async function medianOf(url: string, formFactor: FormFactor): Promise<Report> {
  const reports: Report[] = [];
  for (let run = 0; run < runs; run++) reports.push(await audit(url, formFactor));
  reports.sort((a, b) => a.performance - b.performance);
  return reports[Math.floor(reports.length / 2)] as Report;
}

/** The first screen, and one that asks for a wallet. */
async function startSite(): Promise<string[]> {
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
  return [url, `${url}lent/`];
}

async function startEmpty(): Promise<string> {
  const listener = createStaticListener({ root: await buildEmptyPage() });
  const { port } = await listen(listener, { host: "localhost", port: 0 });
  return `http://localhost:${port}/`;
}
