// `npm run bench:storage -- [--json] [--runs n]`
//
// Where a browser keeps blocks best: IndexedDB, with and without a bound, and the origin's private
// files, in a plain headless Chromium.
import { parseArgs } from "node:util";
import { createChromiumHost } from "../support/chromium-host.ts";
import { describeMachine } from "../support/machine.ts";
import { roundedSummary, summarize } from "../support/statistics.ts";
import { formatTable } from "../support/table.ts";
import type { Times } from "./suite.ts";

const STORES = ["IndexedDB", "IndexedDB, bounded", "files"];
const SIZES = [
  { size: 4096, count: 256 },
  { size: 2 ** 20, count: 32 },
];

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    runs: { type: "string", default: "5" },
  },
});
const runs = Number(values.runs);
const host = createChromiumHost();
const machine = describeMachine();

const cases = SIZES.flatMap((parameters) => STORES.map((task) => ({ task, parameters })));
const taken = cases.map((): Times[] => []);
for (let round = 1; round <= runs; round++) {
  console.error(`${host.name}, ${round} of ${runs}`);
  for (const [i, of] of cases.entries()) {
    const { result } = await host.run({ suite: "bench/storage/suite.ts", ...of });
    taken[i]?.push(result as Times);
  }
}

const results = cases.map(({ task, parameters }, i) => {
  const of = (what: keyof Times) =>
    roundedSummary(summarize((taken[i] ?? []).map((times) => times[what])));
  return { store: task, ...parameters, put: of("put"), get: of("get"), has: of("has") };
});

if (values.json) {
  const { version } = host;
  console.log(JSON.stringify({ bench: "storage", machine, version, runs, results }, null, 2));
} else {
  console.log(`Milliseconds a block, medians of ${runs} runs; ${machine.cpu}`);
  console.log(
    formatTable(
      ["", "put", "get", "has"],
      results.map(({ store, size, put, get, has }) => [
        `${store}, ${size / 1024} KiB`,
        ...[put, get, has].map(({ median, least, greatest }) => `${median} (${least}–${greatest})`),
      ]),
    ),
  );
}
