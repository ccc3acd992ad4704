// `npm run bench:keys -- [--json] [--runs n] [--host node|chromium]`
//
// What it costs to grant, to open what was granted, to end leases early, and to stay when others'
// leases are ended: bytes and milliseconds, beside the least that an envelope can cost, and beside
// sealing a new secret to everybody who stays, which is what systems without a tree do.
import { parseArgs } from "node:util";
import { chooseHosts } from "../support/hosts.ts";
import { describeMachine } from "../support/machine.ts";
import type { Repeated } from "../support/repeat.ts";
import { roundedSummary, summarize, summarizeRatios } from "../support/statistics.ts";
import type { Host, Parameters } from "../support/suite.ts";
import { formatTable } from "../support/table.ts";

const SUITE = "bench/keys/suite.ts";

/** Sections that a grant covers. */
const SECTIONS = [1, 8];

/** Leases that were given out, and how many of them are ended. */
const LEASES = [8, 512, 100_000];
const ENDED = [1, 10, 100];

const { values } = parseArgs({
  options: {
    json: { type: "boolean", default: false },
    runs: { type: "string", default: "5" },
    host: { type: "string" },
  },
});
const runs = Number(values.runs);
const hosts = chooseHosts(values.host);
const machine = describeMachine();

type Result = Repeated & { bytes: number; wraps?: number };

/** What a task is compared with, in the same run. */
const COMPARED: Readonly<Record<string, string>> = {
  grant: "grant limit",
  open: "open limit",
  rotate: "seal anew",
};

/** Above this number of leases, sealing anew would take minutes. */
const SEALED_ANEW = 512;

const cases: { task: string; parameters: Parameters }[] = [
  ...["grant", "grant limit", "open", "open limit"].flatMap((task) =>
    SECTIONS.map((sections) => ({ task, parameters: { sections } })),
  ),
  ...["rotate", "seal anew", "follow"].flatMap((task) =>
    LEASES.filter((leases) => task !== "seal anew" || leases <= SEALED_ANEW).flatMap((leases) =>
      ENDED.filter((ended) => ended < leases).map((ended) => ({
        task,
        parameters: { leases, ended },
      })),
    ),
  ),
];

const results = [];
for (const host of hosts) {
  const taken = cases.map((): Result[] => []);
  for (let round = 1; round <= runs; round++) {
    console.error(`${host.name}, ${round} of ${runs}`);
    for (const [i, of] of cases.entries()) taken[i]?.push(await measure(host, of));
  }
  for (const [i, of] of cases.entries()) {
    const other = cases.findIndex(
      ({ task, parameters }) =>
        task === COMPARED[of.task] && JSON.stringify(parameters) === JSON.stringify(of.parameters),
    );
    results.push(resultOf(host, { of, taken: taken[i] ?? [], compared: taken[other] }));
  }
}

if (values.json) {
  console.log(JSON.stringify({ bench: "keys", machine, runs, results }, null, 2));
} else {
  console.log(`Medians of ${runs} runs; ${machine.cpu}, ${machine.cores} cores`);
  console.log(
    formatTable(
      ["", "first ms", "then ms", "least–greatest", "times the other", "bytes", "wraps"],
      results.map(({ host, task, parameters, first, warm, ratio, bytes, wraps }) => [
        `${host} ${task}, ${describe(parameters)}`,
        `${first.median}`,
        `${warm.median}`,
        `${warm.least}–${warm.greatest}`,
        ratio === null ? "" : `${ratio.median} (${COMPARED[task]})`,
        `${bytes}`,
        wraps === null ? "" : `${wraps}`,
      ]),
    ),
  );
}

async function measure(host: Host, of: { task: string; parameters: Parameters }) {
  return (await host.run({ suite: SUITE, ...of })).result as Result;
}

function resultOf(
  host: Host,
  of: {
    of: { task: string; parameters: Parameters };
    taken: Result[];
    compared: Result[] | undefined;
  },
) {
  const { taken, compared } = of;
  const medians = (all: Result[]) => all.map(({ median }) => median);
  return {
    host: host.name,
    version: host.version,
    ...of.of,
    /** Milliseconds of the first time in a fresh process, and of those after it. */
    first: roundedSummary(summarize(taken.map(({ first }) => first))),
    warm: roundedSummary(summarize(medians(taken))),
    /** Warm, as a multiple of what it is compared with; null where there is nothing. */
    ratio: compared ? roundedSummary(summarizeRatios(medians(taken), medians(compared))) : null,
    bytes: taken[0]?.bytes ?? 0,
    wraps: taken[0]?.wraps ?? null,
  };
}

function describe({ sections, leases, ended }: Parameters): string {
  if (sections === undefined) return `${ended} of ${leases}`;
  return sections === 1 ? "1 section" : `${sections} sections`;
}
