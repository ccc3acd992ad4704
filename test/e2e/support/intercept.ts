import type { Page, Route } from "@playwright/test";

/**
 * Handles a page's requests to what a pattern names, until the returned function is called. The route
 * stays on then, and lets everything through: requests that begin while Playwright takes off a page's
 * last route are at times never answered.
 */
export async function intercept(
  page: Page,
  pattern: string,
  handle: (route: Route) => unknown,
): Promise<() => void> {
  let ended = false;
  await page.route(pattern, (route) => (ended ? route.continue() : handle(route)));
  return () => {
    ended = true;
  };
}

/** Keeps a page from what a pattern names, until the returned function is called. */
export function takeAway(page: Page, pattern: string): Promise<() => void> {
  return intercept(page, pattern, (route) => route.abort());
}
