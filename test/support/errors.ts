import { expect } from "vitest";
import { LeaseholdError } from "../../lib/error.ts";

/** Runs `body`, which must fail with that code, and returns the error. */
export async function expectCode(
  code: string,
  body: () => unknown,
): Promise<LeaseholdError & { details: Record<string, unknown> }> {
  const error: unknown = await (async () => body())().then(
    (value) => expect.fail(`expected ${code}, but it returned ${String(value)}`),
    (reason) => reason,
  );
  if (!(error instanceof LeaseholdError)) throw error;
  expect(error.code).toBe(code);
  return error as LeaseholdError & { details: Record<string, unknown> };
}
