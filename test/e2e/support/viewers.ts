import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { findDevnet } from "./devnet.ts";
import { takeAway } from "./intercept.ts";
import { main, onRecord, openRecord } from "./ways.ts";

/**
 * Who looks at a screen: the devnet's demo people by their names, `nobody` without a wallet, or one of
 * them who has not unlocked, or whose chain and storage went away when the record had been looked at.
 */
export type Viewer =
  | "nobody"
  | "Newcomer"
  | "Patient"
  | "Specialist"
  | "Supplier"
  | "Patient, locked"
  | "Patient, away";

/** Connects as a viewer, and unlocks where they have: then the page is ready for `open`. */
export async function become(page: Page, who: Viewer): Promise<void> {
  await page.goto("./");
  if (who === "nobody") return;
  const [name = ""] = who.split(",");
  await page.getByRole("button", { name }).first().click();
  await expect(page.getByRole("heading", { name: "Home", level: 1 })).toBeVisible();
  if (who.includes("locked") || who === "Newcomer") return;
  await main(page).getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByRole("button", { name: "unlocked" })).toBeVisible();
  if (who.includes("away")) await loseConnection(page);
}

/** Looks at the record, and goes home; then the chain and the storage are away. */
async function loseConnection(page: Page): Promise<void> {
  await openRecord(page);
  await expect(page.getByRole("group", { name: /^Timeline of/ })).toBeVisible();
  await onRecord(page, "Lend"); // whose key is looked up once can be lent to without a connection
  await page.getByRole("dialog").getByRole("button", { name: "Specialist" }).click();
  await expect(page.getByText("Has published a key.")).toBeVisible();
  await page.keyboard.press("Escape");
  await page.getByRole("banner").getByRole("link", { name: "Leasehold" }).click();
  await expect(page.getByRole("heading", { name: "Home", level: 1 })).toBeVisible();
  const { network } = await findDevnet(page.url());
  for (const url of [network.rpcUrls[0], network.storage.kubo]) await takeAway(page, `${url}/**`);
  await expect(page.getByRole("alert").filter({ hasText: "does not answer" })).toBeVisible();
}
