import { readFileSync } from "node:fs";
import { expect, test } from "@playwright/test";
import { firstLoads, overBudget } from "../../scripts/site/first-load.ts";

/** KiB of JavaScript, gzipped, that each route may load before it can be used. */
const BUDGETS = "scripts/site/budgets.json";

test("no page of the site loads more than its budget", () => {
  const loads = firstLoads("out");
  expect(loads.length).toBeGreaterThan(10);
  expect(overBudget(loads, JSON.parse(readFileSync(BUDGETS, "utf8"))), BUDGETS).toEqual([]);
});
