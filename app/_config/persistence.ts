import type { Sharing } from "./world.ts";

const ASKED = "leasehold.asked-to-keep";

/**
 * Asks the browser, once, not to drop this site's data by itself; some put the question to the person,
 * so call it after a click. It waits for nothing, and an answer of no changes nothing.
 */
export function askToKeepData({ requestPersistence }: Pick<Sharing, "requestPersistence">): void {
  if (localStorage.getItem(ASKED) !== null) return;
  localStorage.setItem(ASKED, "yes");
  requestPersistence().catch(() => undefined);
}
