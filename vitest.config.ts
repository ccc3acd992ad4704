import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

const timeouts = { testTimeout: 60_000, hookTimeout: 60_000 };
/** Each of these starts a chain: files that share a process load Hardhat once. */
const WORLDS = "test/lib/sharing/**/*.test.ts";

export default defineConfig({
  test: {
    // By default one core is left idle, which on two is half of them.
    maxWorkers: availableParallelism(),
    projects: [
      { test: { name: "worlds", include: [WORLDS], isolate: false, ...timeouts } },
      {
        test: {
          name: "units",
          include: ["test/{lib,scripts,app}/**/*.test.ts"],
          exclude: [WORLDS],
          ...timeouts,
        },
      },
    ],
  },
});
