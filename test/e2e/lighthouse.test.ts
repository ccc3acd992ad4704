import { audit } from "../../bench/lighthouse/audit.ts";
import { expect, test } from "./support/fixtures.ts";

// What depends on the machine's speed is measured (`npm run bench:lighthouse`), not tested.
for (const formFactor of ["phone", "desktop"] as const) {
  test(`Lighthouse finds little to say against the first screen on a ${formFactor}`, async ({
    baseURL,
  }) => {
    const { accessibility, bestPractices, performance, lost } = await audit(
      `${baseURL}/`,
      formFactor,
    );
    console.log(`performance ${performance} of 100 on a ${formFactor}`);
    expect({ accessibility, bestPractices, lost }).toEqual({
      accessibility: expect.any(Number),
      bestPractices: expect.any(Number),
      lost: lost.filter((it) => it.startsWith("performance")),
    });
    expect(accessibility).toBeGreaterThanOrEqual(95);
    expect(bestPractices).toBeGreaterThanOrEqual(95);
  });
}
