import { describe, expect, it } from "vitest";
import type { Report } from "../../bench/report.ts";
import { withReport } from "../../bench/report.ts";

const machine = {
  date: "2026-01-02T03:04:05.678Z",
  cpu: "a processor",
  cores: 2,
  memoryGiB: 8,
  system: "Linux 6",
  node: "v24",
  load: 0.1,
};
const time = { median: 5, least: 4, greatest: 9 };
const report: Report = {
  bench: "sync",
  machine,
  blocks: 1000,
  events: 10,
  mostBlocks: 100,
  results: [{ reader: "one way", events: 10, delay: 50, time, against: 1 }],
};

describe("a bench's table in the document", () => {
  it("stands between its marks, and what is around them stays", () => {
    const document =
      "# Words\n\n<!-- bench:sync -->\nstale words\n<!-- /bench:sync -->\n\nMore words.\n";
    const next = withReport(document, report);
    expect(next).toMatch(/^# Words\n\n<!-- bench:sync -->\n1000 blocks/);
    expect(next).toContain("| one way | 10 | 50 | 5 | 4–9 | 1 |");
    expect(next).toContain("2026-01-02 03:04 UTC · a processor, 2 cores, 8 GiB");
    expect(next).toMatch(/\n<!-- \/bench:sync -->\n\nMore words\.\n$/);
    expect(next).not.toContain("stale words");
    expect(withReport(next, report)).toBe(next);
  });

  it("is refused where the document has no place for it", () => {
    expect(() => withReport("# Words\n", report)).toThrow(/bench:sync/);
  });
});
