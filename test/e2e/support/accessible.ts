import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** Ends what fades or moves, but for what does so for ever: half-way, a text has less contrast. */
export async function comeToRest(page: Page): Promise<void> {
  await page.evaluate(() => {
    for (const animation of document.getAnimations()) {
      const isEndless =
        animation.effect?.getComputedTiming().iterations === Number.POSITIVE_INFINITY;
      if (!isEndless) animation.finish();
    }
  });
}

/**
 * Fails where axe finds anything serious or critical on the page as it is: each with its rule and
 * the elements that break it.
 */
export async function expectAccessible(page: Page): Promise<void> {
  await comeToRest(page);
  // Joining what is found in several frames takes a page of its own: not where there is only one.
  const isOneFrame = page.frames().length === 1;
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(isOneFrame).analyze();
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
  expect.soft(grave, `what axe finds on ${new URL(page.url()).pathname}`).toEqual([]);
}
