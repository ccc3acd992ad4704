import type { Machine } from "./support/machine.ts";

/** What a bench prints with `--json`. */
export interface Report {
  bench: string;
  machine: Machine;
  [field: string]: unknown;
}

interface Figure {
  median: number;
  least: number;
  greatest: number;
}

type Row = Record<string, unknown>;

/** A report as a table in Markdown, with the line that says where it is from. */
export function tableOf(report: Report): string {
  const { date, cpu, cores, memoryGiB, system, node, load } = report.machine;
  const where = `${date.slice(0, 16).replace("T", " ")} UTC · ${cpu}, ${cores} cores, ${memoryGiB} GiB · ${system} · Node ${node} · load before ${load}`;
  const render = TABLES[report.bench];
  if (render === undefined) throw new Error(`There is no table for ${report.bench}.`);
  return `${render(report)}\n\n${where}.`;
}

const TABLES: Readonly<Record<string, (report: Report) => string>> = {
  crypto: ({ results, mebibytes, runs }) =>
    `${mebibytes} MiB, medians of ${runs} runs.\n\n${table(
      ["", "MiB/s", "least–greatest", "of limit", "MiB per CPU second", "peak MiB"],
      rows(results).map((it) => [
        `${it.host} ${it.task}`,
        middle(it.speed),
        spread(it.speed),
        it.ofLimit === null ? "" : figure(it.ofLimit).median.toFixed(2),
        middle(it.cpuSpeed),
        it.peakMiB === null ? "" : `${it.peakMiB}`,
      ]),
    )}`,
  memory: ({ results }) =>
    table(
      [
        "",
        "file, MiB",
        "resident at most, MiB",
        "before",
        "heap and buffers at most, MiB",
        "before",
        "MiB/s",
      ],
      rows(results).map(
        ({ host, task, mebibytes, peakMiB, before, heapMiB, heapBefore, speed }) => [
          `${host} ${task}`,
          ...[mebibytes, peakMiB, before, heapMiB, heapBefore, speed].map((it) => `${it ?? ""}`),
        ],
      ),
    ),
  sync: ({ results, blocks, events, mostBlocks }) =>
    `${blocks} blocks, ${events} events of others, logs of ${mostBlocks} blocks at most in a request.\n\n${table(
      ["", "events", "delay ms", "ms", "least–greatest", "of Leasehold's"],
      rows(results).map((it) => [
        `${it.reader}`,
        `${it.events}`,
        `${it.delay}`,
        middle(it.time),
        spread(it.time),
        `${it.against}`,
      ]),
    )}`,
  open: ({ results, views, large, leases, runs }) =>
    `Medians of ${runs} runs, in milliseconds.\n\n${table(
      ["", "delay ms", "record open", "byte", "least–greatest"],
      rows(results).map((it) => [
        `${it.host}, ${it.large ? `middle of ${large} MiB` : "first of 1 MB"}, ${it.warm ? "warm" : "cold"}`,
        `${it.delay}`,
        middle(it.record),
        middle(it.byte),
        spread(it.byte),
      ]),
    )}\n\nAn owner's view of a record with ${leases} leases: until all are there, with their terms.\n\n${table(
      ["", "delay ms", "record open", "leases", "least–greatest"],
      rows(views).map((it) => [
        `${it.host}, ${it.warm ? "warm" : "cold"}`,
        `${it.delay}`,
        middle(it.record),
        middle(it.leases),
        spread(it.leases),
      ]),
    )}`,
  lighthouse: ({ results, runs }) =>
    `Of ${runs} runs the one with the median score; milliseconds on the network and the processor that Lighthouse simulates, which it takes to be slower than this machine's by the multiplier. *Calibrated*: by the multiplier that Lighthouse's documentation gives for machines of this one's benchmark index.\n\n${table(
      [
        ...["", "performance", "accessibility", "best practices", "FCP", "LCP", "TBT"],
        ...["speed index", "benchmark index", "multiplier"],
      ],
      rows(results).map((it) => [
        `${it.page}, ${it.formFactor}${it.calibrated ? ", *calibrated*" : ""}`,
        `${it.performance}`,
        `${it.accessibility}`,
        `${it.bestPractices}`,
        `${it.firstContentfulPaint}`,
        `${it.largestContentfulPaint}`,
        `${it.totalBlockingTime}`,
        `${it.speedIndex}`,
        `${it.benchmarkIndex}`,
        `${it.multiplier}`,
      ]),
    )}`,
  app: ({ loads, page, runs, chromium }) => {
    const { records, painted, usable, listed, rows: drawn, heap } = page as Row;
    return `${table(
      ["route", "first JavaScript, KiB gzip"],
      rows(loads).map(({ route, kib }) => [`${route}`, Number(kib).toFixed(1)]),
    )}\n\nChromium ${chromium}, medians of ${runs} runs.\n\n${table(
      ["", "", "least–greatest"],
      [
        ["first paint, ms", painted],
        ["wallets can be chosen, ms", usable],
        [`first screen of ${records} records after unlocking, ms`, listed],
        ["rows on the page", drawn],
        ["JavaScript heap with the list, MiB", heap],
      ].map(([name, it]) => [`${name}`, middle(it), spread(it)]),
    )}`;
  },
};

/** A document with a report's table put between the marks of its bench. */
export function withReport(document: string, report: Report, part = report.bench): string {
  const [begin, end] = [`<!-- bench:${part} -->`, `<!-- /bench:${part} -->`];
  const [from, to] = [document.indexOf(begin), document.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The document has no place for ${part}: ${begin}`);
  return `${document.slice(0, from + begin.length)}\n${tableOf(report)}\n${document.slice(to)}`;
}

function table(head: readonly string[], lines: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  const rule = head.map((_, i) => (i === 0 ? "---" : "--:"));
  return [line(head), line(rule), ...lines.map(line)].join("\n");
}

function rows(value: unknown): Row[] {
  return value as Row[];
}

function figure(value: unknown): Figure {
  return value as Figure;
}

function middle(value: unknown): string {
  return `${figure(value).median}`;
}

function spread(value: unknown): string {
  const { least, greatest } = figure(value);
  return `${least}–${greatest}`;
}
