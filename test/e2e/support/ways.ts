import type { Page } from "@playwright/test";

// Ways about the site, for somebody who is on any page of it.

/** The part of a page that is its own. */
export const main = (page: Page) => page.getByRole("main");
/** Waits for a page with this heading. */
export const heading = (name: string | RegExp) => (page: Page) =>
  page.getByRole("heading", { name, level: 1 });
/** Goes by the main navigation. */
export const go = (name: string) => (page: Page) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).first().click();
/** Goes to an address: this locks an account. */
export const visit = (path: string) => (page: Page) => page.goto(path);

/** Opens the patient's record. */
export const openRecord = (page: Page) => openOwn(page, /Medical history/);

/** Opens the supplier's record. */
export const openLot = (page: Page) => openOwn(page, /lot 42/);

/** Opens one of the viewer's records. */
async function openOwn(page: Page, title: RegExp): Promise<void> {
  await go("My records")(page);
  await heading("My records")(page).waitFor(); // Home, before it, names records too
  await main(page).getByRole("link", { name: title }).click();
}

/** Opens what the patient lent to the specialist. */
export async function openLent(page: Page): Promise<void> {
  await go("Lent to me")(page);
  await heading("Lent to me")(page).waitFor();
  await main(page)
    .getByRole("link", { name: /Medical history|A record of/ })
    .first()
    .click();
}

/** Presses a button on the patient's record. */
export async function onRecord(page: Page, button: string): Promise<void> {
  await openRecord(page);
  await main(page).getByRole("button", { name: button, exact: true }).first().click();
}

/** Opens what the account button shows. */
export async function openSheet(page: Page): Promise<void> {
  await page.getByRole("banner").getByRole("button").last().click();
}

/** Opens a file of the patient's record. */
export async function openFile(page: Page, file: string): Promise<void> {
  await openRecord(page);
  await page.getByRole("button", { name: `Open ${file}` }).click();
}

/** Follows a link of the account sheet. */
export async function fromSheet(page: Page, link: string): Promise<void> {
  await openSheet(page);
  await page.getByRole("dialog").getByRole("link", { name: link }).click();
}

/** Goes to the network page, by the link at the foot. */
export async function openNetwork(page: Page): Promise<void> {
  await page
    .getByRole("contentinfo")
    .getByRole("link", { name: /^Network/ })
    .click();
}

/** Opens the Lend dialog, and fills it in for the specialist. */
export async function fillLease(page: Page): Promise<void> {
  await onRecord(page, "Lend");
  const dialog = page.getByRole("dialog", { name: "Lend" });
  await dialog.getByRole("button", { name: "Specialist" }).click();
  await dialog.getByLabel("Medication").check();
  await dialog.getByLabel("A day").check();
}
