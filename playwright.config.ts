import { defineConfig } from "@playwright/test";
import { findChromium } from "./scripts/test/chromium.ts";

const { executablePath, args, env } = findChromium();

// Of the tests' own: not those of an `npm start` beside them. Playwright's workers read this file too.
const port = Number(process.env.LEASEHOLD_E2E_PORT ?? 4490);
const baseURL = `http://localhost:${port}`;

export default defineConfig({
  testDir: "test/e2e",
  outputDir: "test-results",
  timeout: 300_000, // for slow machines: a quiet one takes a tenth of it
  expect: { timeout: 60_000 },
  forbidOnly: process.env.CI !== undefined,
  retries: 0,
  workers: 1, // one chain for all: a test that moves its clock moves it for every other
  reporter: "list",
  use: {
    baseURL,
    browserName: "chromium",
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    launchOptions: {
      executablePath,
      args,
      env: { ...process.env, ...env } as Record<string, string>,
    },
  },
  webServer: {
    command: `node scripts/start.ts --fresh --port ${port}`,
    url: `${baseURL}/devnet.json`,
    env: {
      LEASEHOLD_STATE: ".cache/e2e",
      LEASEHOLD_RPC_PORT: String(port + 1),
      LEASEHOLD_STORAGE_PORT: String(port + 2),
    },
    timeout: 600_000,
    gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
    stdout: "pipe",
  },
});
