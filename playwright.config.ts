import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/test/chromium.ts";
import { portOf, siteOf, WORKERS } from "./test/e2e/support/sites.ts";

const { executablePath, args, env } = findChromium();

/** Each worker has a devnet of its own: a test that moves the chain's clock moves it for its worker alone. */
const servers = Array.from({ length: WORKERS }, (_, worker) => {
  const port = portOf(worker);
  return {
    command: `node scripts/start.ts --fresh --port ${port}`,
    url: `${siteOf(worker)}/devnet.json`,
    env: {
      LEASEHOLD_STATE: `.cache/e2e-${port}`,
      LEASEHOLD_RPC_PORT: String(port + 1),
      LEASEHOLD_STORAGE_PORT: String(port + 2),
    },
    timeout: 600_000,
    gracefulShutdown: { signal: "SIGTERM" as const, timeout: 5_000 },
    stdout: "pipe" as const,
  };
});

export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results",
  snapshotPathTemplate: "docs/gallery/{arg}{ext}",
  timeout: 300_000, // for slow machines: a quiet one takes a tenth of it
  expect: { timeout: 60_000 },
  forbidOnly: process.env.CI !== undefined,
  retries: process.env.CI === undefined ? 0 : 1, // what passes only then is counted apart
  workers: WORKERS,
  reporter: "list",
  use: {
    browserName: "chromium",
    // It would fetch the whole site into each new profile, and hide requests from `page.route`.
    serviceWorkers: "block",
    screenshot: "only-on-failure",
    // Recording a trace takes a third more time: `LEASEHOLD_TRACE=1` for a failure that its picture does not explain.
    trace: process.env.LEASEHOLD_TRACE ? "retain-on-failure" : "off",
    // What moves is waited for before each click.
    contextOptions: { reducedMotion: "reduce" },
    launchOptions: {
      executablePath,
      args,
      // Without a locale of UTF-8, Chromium saves a file with an umlaut in its name as "download".
      env: { ...process.env, ...env, LC_ALL: "C.UTF-8" } as Record<string, string>,
    },
  },
  webServer: servers,
});
