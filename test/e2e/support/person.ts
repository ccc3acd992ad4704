import type { BrowserContext, Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";
import type { TestFile } from "./files.ts";
import { downloaded } from "./files.ts";
import type { TestWallet } from "./wallet.ts";
import { WALLET } from "./wallet.ts";

/** Somebody at a browser of their own, with a wallet in it. */
export interface Person {
  page: Page;
  context: BrowserContext;
  wallet: TestWallet;
}

/** Opens the site and connects the wallet. */
export async function connect({ page }: Person): Promise<void> {
  await page.goto("./");
  await page.getByRole("button", { name: WALLET }).click();
  await expect(page.getByRole("heading", { name: "Home", level: 1 })).toBeVisible();
}

/** Connects, makes the encryption key and publishes it. */
export async function setUp(person: Person): Promise<void> {
  const { page } = person;
  await connect(person);
  await page.getByRole("link", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Make my key" }).click();
  await page.getByRole("button", { name: "Publish my key" }).click();
  await expect(page.getByRole("link", { name: "Create a record" })).toBeVisible();
}

/** Unlocks a connected account by a signature. */
export async function unlock({ page }: Person): Promise<void> {
  await page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  await expect(page.getByRole("button", { name: "unlocked" })).toBeVisible();
}

export interface SectionToBe {
  name: string;
  note?: string;
  files: TestFile[];
}

/** Fills in the form for a new record, without publishing it. */
export async function draftRecord(
  { page }: Person,
  { title, sections }: { title: string; sections: SectionToBe[] },
): Promise<void> {
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "New record" })
    .click();
  await page.getByLabel("Title").fill(title);
  for (const [i, section] of sections.entries()) {
    if (i > 0) await page.getByRole("button", { name: "Add a section" }).click();
    const group = page.getByRole("group", { name: `Section ${i + 1}`, exact: true });
    await group.getByLabel("Section name").fill(section.name);
    if (section.note) await group.getByLabel("Note (optional)").fill(section.note);
    if (section.files.length > 0) {
      await group.getByLabel(`Add files to ${section.name}`).setInputFiles(section.files);
    }
  }
}

/** Creates a record, and resolves to its address in the app. */
export async function createRecord(
  person: Person,
  record: { title: string; sections: SectionToBe[] },
): Promise<string> {
  const { page } = person;
  await draftRecord(person, record);
  await page.getByRole("button", { name: "Encrypt and publish" }).click();
  await expect(page.getByRole("heading", { name: record.title, level: 1 })).toBeVisible({
    timeout: 60_000,
  });
  return page.url();
}

export interface LeaseToBe {
  to: string;
  sections: string[];
  write?: boolean;
  newOnly?: boolean;
  length?: "An hour" | "A day" | "Two weeks";
  /** Minutes from now until it begins. */
  startsIn?: number;
}

/** Lends sections of the record that is open. */
export async function lend({ page }: Person, lease: LeaseToBe): Promise<void> {
  await page.getByRole("button", { name: "Lend", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Lend" });
  await dialog.getByLabel("Person").fill(lease.to);
  await expect(dialog).toContainText("Has published a key.");
  for (const section of lease.sections) await dialog.getByLabel(section).check();
  if (lease.write) await dialog.getByLabel("Read and add entries").check();
  if (lease.newOnly) await dialog.getByLabel(/New entries only/).check();
  if (lease.startsIn !== undefined) {
    await dialog.getByLabel("At a time").check();
    const start = dialog.getByLabel("Start", { exact: true });
    await start.fill(later(await start.inputValue(), lease.startsIn - 60));
  }
  await dialog.getByLabel(lease.length ?? "An hour").check();
  await dialog.getByRole("button", { name: "Lend" }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
}

/** A date and time field's value, so many minutes later; the field proposes an hour from now. */
function later(value: string, minutes: number): string {
  const utc = new Date(`${value}Z`);
  return new Date(utc.getTime() + minutes * 60_000).toISOString().slice(0, 16);
}

/** Opens, as somebody it was lent to, the record with this title or owner. */
export async function openLent({ page }: Person, name: string | RegExp): Promise<void> {
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Lent to me" })
    .click();
  await page.getByRole("main").getByRole("link", { name }).click();
  await expect(page.getByRole("region", { name: "Your lease" })).toBeVisible();
}

/** A section of the record that is open. */
export function section({ page }: Person, name: string): Locator {
  return page.getByRole("region", { name, exact: true });
}

/** Adds an entry to a section of the record that is open. */
export async function addEntry(
  person: Person,
  entry: { section: string; note?: string; files?: TestFile[] },
): Promise<void> {
  const { page } = person;
  await page.getByRole("button", { name: `Add entry to ${entry.section}` }).click();
  const dialog = page.getByRole("dialog");
  if (entry.files)
    await dialog.getByLabel(`Add files to ${entry.section}`).setInputFiles(entry.files);
  if (entry.note) await dialog.getByLabel("Note (optional)").fill(entry.note);
  await dialog.getByRole("button", { name: "Encrypt and publish" }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
}

/** Downloads a file of the record that is open. */
export async function download({ page }: Person, name: string) {
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: `Download ${name}` }).click(),
  ]);
  return downloaded(file);
}

/** Waits until the page says something short, as it does when something is done or failed. */
export async function hears({ page }: Person, text: string | RegExp): Promise<void> {
  await expect(page.getByRole("region", { name: "Messages" }).getByText(text)).toBeVisible({
    timeout: 30_000,
  });
}
