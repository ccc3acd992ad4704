import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["test/{lib,scripts,app}/**/*.test.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // By default one core is left idle, which on two is half of them.
    maxWorkers: availableParallelism(),
  },
});
