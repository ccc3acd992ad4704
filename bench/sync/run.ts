// `npm run bench:sync -- [--json] [--blocks n] [--events n] [--runs n] [--delays 0,50]`
//
// How long it takes to read a history of 10, 100 and 1,000 events that lie scattered over a long chain,
// with nothing known before: by the ledger's journal, by a scan of ranges, by an ERC-1056 list, and from
// an array in a contract. All read the same heads from the same node, which is some milliseconds away.
import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { describeMachine } from "../support/machine.ts";
import { rounded, roundedSummary, summarize } from "../support/statistics.ts";
import { formatTable } from "../support/table.ts";
import type { Histories } from "./histories.ts";
import { MOST_BLOCKS } from "./histories.ts";
import { READERS } from "./readers.ts";

const CHAIN = fileURLToPath(import.meta.resolve("./chain-process.ts"));

/** Ways that take seconds for each run are measured less often. */
const LONG_MS = 10_000;

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    blocks: { type: "string", default: "100000" },
    events: { type: "string", default: "20000" },
    runs: { type: "string", default: "5" },
    delays: { type: "string", default: "0,50" },
  },
});
const runs = Number(values.runs);
const delays = values.delays.split(",").map(Number);
const machine = describeMachine();

const chain = fork(CHAIN, [values.blocks, values.events], {
  stdio: ["ignore", "inherit", "inherit", "ipc"],
});
process.on("exit", () => chain.kill("SIGKILL"));
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
  process.on(signal, () => process.exit(130));
}
const histories = await made();

const results = [];
for (const delay of delays) {
  const url = `${histories.url}?delay=${delay}`;
  for (const place of histories.records) {
    const taken = await measure({ histories, place, url });
    const own = summarize(taken.get("Leasehold's journal") ?? []).median;
    for (const [reader, times] of taken) {
      const time = roundedSummary(summarize(times));
      const against = rounded(summarize(times).median / own);
      results.push({ delay, events: place.length, reader, runs: times.length, time, against });
    }
  }
}

const about = { blocks: histories.height, events: Number(values.events), mostBlocks: MOST_BLOCKS };
if (values.json) {
  console.log(JSON.stringify({ bench: "sync", machine, ...about, results }, null, 2));
} else {
  console.log(
    `${about.blocks} blocks, ${about.events} other events, logs of ${MOST_BLOCKS} blocks at most; ` +
      `medians of ${runs} runs; ${machine.cpu}, ${machine.cores} cores`,
  );
  console.log(
    formatTable(
      ["", "events", "delay ms", "ms", "least–greatest", "of Leasehold's"],
      results.map(({ reader, events, delay, time, against }) => [
        reader,
        `${events}`,
        `${delay}`,
        `${time.median}`,
        `${time.least}–${time.greatest}`,
        `${against}`,
      ]),
    ),
  );
}
process.exit();

/** Waits for the chain, which takes a minute or two to make. */
async function made(): Promise<Histories> {
  for (;;) {
    const [message] = (await Promise.race([
      once(chain, "message"),
      once(chain, "exit").then(([code]) => {
        throw new Error(`The chain ended with ${code}.`);
      }),
    ])) as [{ done?: number; histories?: Histories }];
    if (message.histories !== undefined) return message.histories;
    console.error(`making the chain: ${Math.round((message.done ?? 0) * 100)} %`);
  }
}

/** Every way in turn, round after round, the first without a count: it loads code. */
async function measure(source: Parameters<(typeof READERS)[string]>[0]) {
  const taken = new Map<string, number[]>(Object.keys(READERS).map((name) => [name, []]));
  for (let round = -1; round < runs; round++) {
    for (const [name, read] of Object.entries(READERS)) {
      const before = taken.get(name) as number[];
      if (before.length >= 2 && (before[0] ?? 0) > LONG_MS) continue;
      const start = performance.now();
      const heads = await read(source);
      const time = performance.now() - start;
      if (heads.join() !== source.place.heads.join()) {
        throw new Error(`${name} read ${heads.length} of ${source.place.heads.length} heads.`);
      }
      if (round >= 0) before.push(time);
    }
  }
  return taken;
}
