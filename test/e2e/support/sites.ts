import { availableParallelism } from "node:os";

/** Test files run side by side. On one core, a second would only slow the first. */
export const WORKERS = Number(
  process.env.LEASEHOLD_E2E_WORKERS ?? Math.min(2, availableParallelism()),
);

/** Of the tests' own: not those of an `npm start` beside them. Playwright's workers read this file too. */
const FIRST_PORT = Number(process.env.LEASEHOLD_E2E_PORT ?? 4490);

/** The port of a worker's site; the next two are its chain's and its storage's. */
export function portOf(worker: number): number {
  return FIRST_PORT + 3 * worker;
}

/** The address of a worker's site. */
export function siteOf(worker: number): string {
  return `http://localhost:${portOf(worker)}`;
}
