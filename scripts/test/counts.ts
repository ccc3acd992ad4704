/** How the tests of a suite, or of all suites, went. */
export interface Counts {
  passed: number;
  failed: number;
  skipped: number;
  /** How many of those passed needed a second try; a suite that never tries again has none. */
  retried?: number;
}

/** The one line that a run ends with. */
export function closingLine({ passed, failed, skipped }: Counts): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
}

export function addCounts(all: readonly Counts[]): Counts {
  return {
    passed: all.reduce((sum, { passed }) => sum + passed, 0),
    failed: all.reduce((sum, { failed }) => sum + failed, 0),
    skipped: all.reduce((sum, { skipped }) => sum + skipped, 0),
  };
}

/**
 * What a suite is worth once its process has ended.
 *
 * A suite that crashed, ended with an error that none of its tests explains, left no report, or ran
 * nothing at all counts as one failure, so that it can never pass for a good one.
 */
export function settle(report: Counts | null, exitCode: number): Counts {
  if (report === null) return { passed: 0, failed: 1, skipped: 0 };
  const ranNothing = report.passed + report.failed === 0;
  const unexplained = exitCode !== 0 && report.failed === 0;
  return ranNothing || unexplained ? { ...report, failed: report.failed + 1 } : report;
}

/** Reads Vitest's JSON report. A file that could not be loaded counts as one failed test. */
export function parseVitest(json: unknown): Counts {
  const report = json as {
    numPassedTests: number;
    numFailedTests: number;
    numPendingTests: number;
    numTodoTests: number;
    testResults: { status: string; assertionResults: unknown[] }[];
  };
  const unloadable = report.testResults.filter(
    ({ status, assertionResults }) => status === "failed" && assertionResults.length === 0,
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + unloadable.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
}

/** Reads Playwright's JSON report. A test that passed only when tried again is counted twice: as passed and as retried. */
export function parsePlaywright(json: unknown): Counts {
  const { stats, errors } = json as {
    stats: { expected: number; unexpected: number; flaky: number; skipped: number };
    errors: unknown[];
  };
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + (stats.unexpected === 0 ? errors.length : 0),
    skipped: stats.skipped,
    retried: stats.flaky,
  };
}

/** Reads a report that already has the shape of {@link Counts}. */
export function parseCounts(json: unknown): Counts {
  const { passed, failed, skipped } = json as Counts;
  return { passed, failed, skipped };
}
