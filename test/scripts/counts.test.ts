import { describe, expect, test } from "vitest";
import {
  addCounts,
  closingLine,
  parsePlaywright,
  parseVitest,
  settle,
} from "../../scripts/test/counts.ts";

describe("test counts", () => {
  test("the closing line names skipped tests only where there are some", () => {
    expect(closingLine({ passed: 3, failed: 0, skipped: 0 })).toBe("3 passed, 0 failed");
    expect(closingLine({ passed: 3, failed: 1, skipped: 2 })).toBe("3 passed, 1 failed, 2 skipped");
  });

  test("suites add up", () => {
    const one = { passed: 1, failed: 2, skipped: 3 };
    expect(addCounts([one, one])).toEqual({ passed: 2, failed: 4, skipped: 6 });
  });

  test.each([
    ["left no report", null, 1, { passed: 0, failed: 1, skipped: 0 }],
    ["ran nothing", { passed: 0, failed: 0, skipped: 4 }, 0, { passed: 0, failed: 1, skipped: 4 }],
    [
      "crashed at its end",
      { passed: 5, failed: 0, skipped: 0 },
      1,
      { passed: 5, failed: 1, skipped: 0 },
    ],
    ["failed", { passed: 5, failed: 2, skipped: 0 }, 1, { passed: 5, failed: 2, skipped: 0 }],
    ["passed", { passed: 5, failed: 0, skipped: 1 }, 0, { passed: 5, failed: 0, skipped: 1 }],
  ])("a suite that %s", (_, report, code, counts) => {
    expect(settle(report, code)).toEqual(counts);
  });

  test("a Vitest file that cannot be loaded counts as a failure", () => {
    const report = {
      numPassedTests: 2,
      numFailedTests: 0,
      numPendingTests: 1,
      numTodoTests: 1,
      testResults: [
        { status: "failed", assertionResults: [] },
        { status: "passed", assertionResults: [{}, {}] },
      ],
    };
    expect(parseVitest(report)).toEqual({ passed: 2, failed: 1, skipped: 2 });
  });

  test("a browser test that needed a second try is named; an error outside of any test is a failure", () => {
    const stats = { expected: 4, unexpected: 0, flaky: 1, skipped: 0 };
    expect(parsePlaywright({ stats, errors: [] })).toEqual({
      passed: 5,
      failed: 0,
      skipped: 0,
      retried: 1,
    });
    expect(parsePlaywright({ stats: { ...stats, unexpected: 1 }, errors: [] }).failed).toBe(1);
    expect(parsePlaywright({ stats: { ...stats, flaky: 0 }, errors: [{}] })).toMatchObject({
      passed: 4,
      failed: 1,
    });
  });
});
