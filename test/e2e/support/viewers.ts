import type { Page } from "@playwright/test";
import { expect } from "@playwright/test";
import { findDevnet } from "./devnet.ts";
import { takeAway } from "./intercept.ts";
import { fromSheet, main, onRecord, openLot, openRecord, openSheet } from "./ways.ts";

/**
 * Who looks at a screen: the devnet's demo people by their names, `nobody` without a wallet, or one of
 * them who has not unlocked, whose chain and storage went away when the record had been looked at, who
 * used the recovery code, or who opened the supplier's link. The last two see one page, without a wallet.
 */
export type Viewer =
  | "nobody"
  | "Newcomer"
  | "Patient"
  | "Specialist"
  | "Supplier"
  | "Supplier, by a link"
  | "Auditor"
  | "Patient, locked"
  | "Patient, away"
  | "Patient, recovered";

/** Whether a viewer comes by an address, and not by links from the home page. */
export const hasNoHome = (who: Viewer): boolean =>
  who === "nobody" || who.includes("by a link") || who.includes("recovered");

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
  if (who.includes("by a link")) await followLink(page);
  if (who.includes("recovered")) await recover(page);
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

/** Copies the link to the supplier's record, and opens it without a wallet. */
async function followLink(page: Page): Promise<void> {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await openLot(page);
  await page.getByRole("button", { name: "Copy the link", exact: true }).click();
  await expect(page.getByText("Copied.")).toBeVisible();
  const link = await page.evaluate(() => navigator.clipboard.readText());
  await disconnect(page);
  await page.goto(link);
}

/** Looks up the recovery code, and uses it without a wallet. */
async function recover(page: Page): Promise<void> {
  await fromSheet(page, "Your keys");
  await page.getByRole("button", { name: "Show my recovery code" }).click();
  const code = await page.getByRole("region", { name: "Recovery code" }).last().innerText();
  const { network } = await findDevnet(new URL(page.url()).origin);
  const address = network.demo?.accounts.find(({ name }) => name === "Patient")?.address;
  await disconnect(page);
  await page.goto("recover/");
  await page.getByLabel("Account").fill(address ?? "");
  await page.getByLabel("Recovery code").fill(code);
  await page.getByRole("button", { name: "Open for reading" }).click();
}

async function disconnect(page: Page): Promise<void> {
  await openSheet(page);
  await page.getByRole("dialog").getByRole("button", { name: "Disconnect" }).click();
  await expect(page.getByRole("button", { name: "Connect" })).toBeVisible();
}
