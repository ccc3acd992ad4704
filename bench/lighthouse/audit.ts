import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import lighthouse, { desktopConfig } from "lighthouse";
import { findChromium } from "../../scripts/test/chromium.ts";

/** Parts of a hundred, as Lighthouse counts them. */
export interface Scores {
  performance: number;
  accessibility: number;
  bestPractices: number;
}

export interface Report extends Scores {
  /** Milliseconds on the network and processor that Lighthouse simulates. */
  firstContentfulPaint: number;
  largestContentfulPaint: number;
  totalBlockingTime: number;
  speedIndex: number;
  /** Thousandths. */
  layoutShift: number;
  /** How fast Lighthouse found this machine while it looked (`benchmarkIndex`). */
  benchmarkIndex: number;
  /** By how much it took the processor of the simulated device to be slower than this machine's. */
  multiplier: number;
  /** What cost points, as `category: audit`. */
  lost: string[];
}

export type FormFactor = "phone" | "desktop";

interface AuditOptions {
  /** How much slower the simulated processor is than this machine's; Lighthouse's own by default. */
  multiplier?: number;
}

/** Audits a page with Lighthouse's usual settings for a phone (slow 4G) or a desktop. */
export async function audit(
  url: string,
  formFactor: FormFactor,
  { multiplier }: AuditOptions = {},
): Promise<Report> {
  return withChromium(async (port) => {
    const flags = {
      port,
      onlyCategories: ["performance", "accessibility", "best-practices"],
      logLevel: "error" as const,
      ...(multiplier !== undefined && { throttling: { cpuSlowdownMultiplier: multiplier } }),
    };
    const result = await lighthouse(
      url,
      flags,
      formFactor === "desktop" ? desktopConfig : undefined,
    );
    if (result === undefined) throw new TypeError(`Lighthouse said nothing of ${url}.`);
    const { categories, audits, configSettings, environment, runtimeError } = result.lhr;
    if (runtimeError !== undefined) throw new TypeError(`${url}: ${runtimeError.message}`);
    const score = (category: string) => Math.round((categories[category]?.score ?? 0) * 100);
    const value = (name: string) => Math.round(audits[name]?.numericValue ?? Number.NaN);
    return {
      performance: score("performance"),
      accessibility: score("accessibility"),
      bestPractices: score("best-practices"),
      firstContentfulPaint: value("first-contentful-paint"),
      largestContentfulPaint: value("largest-contentful-paint"),
      totalBlockingTime: value("total-blocking-time"),
      speedIndex: value("speed-index"),
      layoutShift: Math.round((audits["cumulative-layout-shift"]?.numericValue ?? 0) * 1000),
      benchmarkIndex: Math.round(environment.benchmarkIndex),
      multiplier: configSettings.throttling.cpuSlowdownMultiplier,
      lost: Object.values(categories).flatMap(({ id, auditRefs }) =>
        auditRefs
          .filter(({ weight, id: name }) => weight > 0 && (audits[name]?.score ?? 1) < 0.9)
          .map(({ id: name }) => `${id}: ${name}`),
      ),
    };
  });
}

/** Runs something with a Chromium of its own, that answers at a port. */
async function withChromium<T>(use: (port: number) => Promise<T>): Promise<T> {
  const { executablePath, args, env } = findChromium();
  const profile = mkdtempSync(join(tmpdir(), "leasehold-lighthouse-"));
  const chromium = spawn(
    executablePath,
    [...args, "--headless=new", "--remote-debugging-port=0", `--user-data-dir=${profile}`],
    { env: { ...process.env, ...env }, stdio: ["ignore", "ignore", "pipe"] },
  );
  const closed = once(chromium, "close");
  try {
    return await use(await portOf(chromium.stderr));
  } finally {
    chromium.kill("SIGKILL");
    await closed;
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function portOf(output: NodeJS.ReadableStream): Promise<number> {
  for await (const line of createInterface({ input: output })) {
    const found = /^DevTools listening on ws:\/\/[^:]+:(\d+)\//.exec(line);
    if (found === null) continue;
    output.resume();
    return Number(found[1]);
  }
  throw new TypeError("Chromium ended before it answered.");
}
