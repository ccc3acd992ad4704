import type { BrowserContext, Page } from "@playwright/test";
import { outlineOf, textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Person } from "./support/person.ts";
import { addEntry, createRecord, download, hears, section, setUp } from "./support/person.ts";

const FILE = textFile("results.txt", "all is well");
const RECORD = {
  title: "Blood tests",
  sections: [
    { name: "Results", files: [FILE] },
    { name: "Invoices", files: [] },
  ],
};

/** Makes a link to the section Results of the record that is open. */
async function makeLink({ page }: Person, passphrase?: string): Promise<string> {
  await page.getByRole("button", { name: "Lend", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Lend" });
  await dialog.getByLabel(/Anyone with a link/).check();
  if (passphrase !== undefined) {
    await dialog.getByLabel(/Protect it with a passphrase/).check();
    await dialog.getByLabel("Passphrase", { exact: true }).fill(passphrase);
  }
  await dialog.getByLabel("Results").check();
  await dialog.getByLabel("An hour").check();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  const link = dialog.getByRole("textbox", { name: "Link to send" });
  await expect(link).toBeVisible({ timeout: 60_000 });
  const url = await link.inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  return url;
}

/** Opens a link in a browser of its own, which has no wallet. */
async function visit(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage();
  await page.goto(url);
  return page;
}

const heading = (page: Page, name: string) => page.getByRole("heading", { name, level: 1 });

test("a link opens without a wallet what it lends, and nothing once it is ended", async ({
  enter,
  browser,
  contextOptions,
}) => {
  const owner = await enter();
  await setUp(owner);
  await createRecord(owner, RECORD);
  const url = await makeLink(owner);

  const context = await browser.newContext(contextOptions);
  const asked: string[] = [];
  context.on("request", (request) => asked.push(request.url(), request.postData() ?? ""));
  const page = await visit(context, url);
  const visitor = { ...owner, page, context };
  await expect(heading(page, "Blood tests")).toBeVisible();
  await expect(section(visitor, "Results")).toBeVisible();
  await expect(section(visitor, "Invoices")).toBeHidden();
  await expect(page.getByRole("region", { name: "Your lease" })).toContainText("ends in");
  expect(await download(visitor, "results.txt")).toEqual(outlineOf(FILE));

  await addEntry(owner, { section: "Results", note: "A second look" });
  await expect(section(visitor, "Results")).toContainText("A second look", { timeout: 30_000 });
  await page.reload();
  await expect(heading(page, "Blood tests")).toBeVisible();

  const secret = new URL(url).hash.slice(1);
  expect(asked.filter((it) => it.includes(secret))).toEqual([]);

  const { page: own } = owner;
  const list = own.getByRole("list", { name: "Leases that run or will" });
  await expect(list).toContainText("Anyone with the link");
  await list.getByRole("button", { name: "End the link" }).click();
  await own.getByRole("alertdialog").getByRole("button", { name: "End the link" }).click();
  await hears(owner, "The lease of a link has ended.");
  await expect(page.getByText("The owner has ended this lease")).toBeVisible({ timeout: 30_000 });
  await expect(section(visitor, "Results")).toBeHidden();
  await context.close();
});

test("a link with a passphrase opens with that one", async ({ enter, browser, contextOptions }) => {
  const owner = await enter();
  await setUp(owner);
  await createRecord(owner, RECORD);
  const url = await makeLink(owner, "open sesame");
  const context = await browser.newContext(contextOptions);
  const page = await visit(context, url);
  await expect(heading(page, "Somebody lent you something")).toBeVisible();
  const field = page.getByLabel("Passphrase", { exact: true });
  await field.fill("Open sesame");
  await page.getByRole("button", { name: "Open", exact: true }).click();
  await expect(page.getByText(/That is not the passphrase/)).toBeVisible({ timeout: 60_000 });
  await field.fill("open sesame");
  await field.press("Enter");
  await expect(heading(page, "Blood tests")).toBeVisible({ timeout: 60_000 });
  await context.close();
});

test("a link that runs out closes, and one that was cut off is told", async ({
  enter,
  devnet,
  browser,
  contextOptions,
}) => {
  const owner = await enter();
  await setUp(owner);
  await createRecord(owner, RECORD);
  const url = await makeLink(owner);
  const context = await browser.newContext(contextOptions);
  const page = await visit(context, url);
  await expect(heading(page, "Blood tests")).toBeVisible();
  await devnet.pass(61);
  await expect(page.getByText("This lease has run out")).toBeVisible({ timeout: 30_000 });
  const cut = await visit(context, url.slice(0, -3));
  await expect(cut.getByText("This link is not complete")).toBeVisible();
  const bare = await visit(context, url.slice(0, url.indexOf("#")));
  await expect(bare.getByText("This link is not complete")).toBeVisible();
  await context.close();
});
