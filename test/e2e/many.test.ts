import { generatePrivateKey } from "viem/accounts";
import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Person } from "./support/person.ts";
import {
  connect,
  createRecord,
  download,
  hears,
  openLent,
  section,
  setUp,
  unlock,
} from "./support/person.ts";
import { makeRecords } from "./support/records.ts";

const FILE = textFile("minutes.txt", "who said what");
const RECORD = { title: "Club", sections: [{ name: "Minutes", files: [FILE] }] };

const sent = ({ wallet }: Person) =>
  wallet.asked.filter((it) => it === "eth_sendTransaction").length;

/** Opens the Lend dialog and pastes several addresses into it. */
async function choosePeople({ page }: Person, people: readonly Person[]) {
  await page.getByRole("button", { name: "Lend", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Lend" });
  await dialog.getByRole("button", { name: "Paste a list" }).click();
  const list = people.map(({ wallet }) => wallet.address).join("\n");
  await dialog.getByLabel("List of addresses").fill(list);
  await dialog.getByRole("button", { name: `Add ${people.length} people` }).click();
  await dialog.getByLabel("Minutes").check();
  return dialog;
}

test("a cost is shown before the wallet is asked, and can be declined", async ({ enter }) => {
  const owner = await enter({ reviewsCosts: true });
  const { page } = owner;
  await page.goto("./");
  await page.getByRole("button", { name: "Test wallet" }).click();
  await page.getByRole("link", { name: "Set up" }).click();
  await page.getByRole("button", { name: "Make my key" }).click();
  await page.getByRole("button", { name: "Publish my key" }).click();
  const cost = page.getByRole("region", { name: "Cost" });
  await expect(cost).toContainText(/costs about 0\.\d+ ETH/);
  await expect(cost).toContainText(/[\d,]{5,} gas/);
  await cost.getByRole("button", { name: "Cancel" }).click();
  await hears(owner, "Cancelled.");
  expect(sent(owner)).toBe(0);
  await page.getByRole("button", { name: "Publish my key" }).click();
  await page.getByRole("button", { name: "Continue to wallet" }).click();
  await expect(page.getByRole("link", { name: "Create a record" })).toBeVisible();
  expect(sent(owner)).toBe(1);
});

test("several people are lent to in one transaction, and all leases end in one", async ({
  enter,
}) => {
  const [owner, ...readers] = [await enter(), await enter(), await enter()];
  for (const person of [owner, ...readers]) await setUp(person);
  await createRecord(owner, RECORD);
  const before = sent(owner);
  const dialog = await choosePeople(owner, readers);
  await expect(dialog.getByLabel(/One by one/)).toBeChecked();
  await expect(dialog.getByRole("status", { name: "What will happen" })).toContainText(
    "Each of 2 people can read Minutes",
  );
  await dialog.getByRole("button", { name: "Lend", exact: true }).click();
  await hears(owner, "Lent to 2 people.");
  expect(sent(owner)).toBe(before + 1);
  for (const reader of readers) {
    await openLent(reader, /Club|A record of/);
    await expect(section(reader, "Minutes")).toBeVisible();
  }

  await owner.page.getByRole("button", { name: "End all leases" }).click();
  await owner.page.getByRole("alertdialog").getByRole("button", { name: "End all leases" }).click();
  await hears(owner, "All leases of this record have ended.");
  expect(sent(owner)).toBe(before + 2);
  for (const { page } of readers) {
    await expect(page.getByText("The owner has ended this lease")).toBeVisible({ timeout: 30_000 });
  }
});

test("a group is lent to under one root: by the record's link, and ended singly or together", async ({
  enter,
}) => {
  const [owner, first, second] = [await enter(), await enter(), await enter()];
  for (const person of [owner, first, second]) await setUp(person);
  await createRecord(owner, RECORD);
  const dialog = await choosePeople(owner, [first, second]);
  await dialog.getByLabel(/As a group/).check();
  await dialog.getByRole("button", { name: "Lend", exact: true }).click();
  const link = await dialog.getByRole("textbox", { name: "Link to this record" }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();

  for (const reader of [first, second]) {
    const { page } = reader;
    await page.goto(link);
    await page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
    await expect(section(reader, "Minutes")).toBeVisible({ timeout: 30_000 });
    expect((await download(reader, FILE.name)).name).toBe(FILE.name);
    const menu = page.getByRole("navigation", { name: "Main" });
    await menu.getByRole("link", { name: "Lent to me" }).click();
    await expect(page.getByRole("main").getByRole("link", { name: /Club/ })).toBeVisible();
    await page.getByRole("main").getByRole("link", { name: /Club/ }).click();
  }

  const group = owner.page.getByRole("listitem").filter({ hasText: "A group of 2 people" }).first();
  await group.getByText("Link and single leases").click();
  await group
    .getByRole("list", { name: "Leases of A group of 2 people" })
    .getByRole("button", { name: /^End the lease of/ })
    .first()
    .click();
  await owner.page.getByRole("alertdialog").getByRole("button", { name: "End the lease" }).click();
  await hears(owner, /The lease of .* has ended/);
  await expect(group.getByText("1 lease running")).toBeVisible({ timeout: 30_000 });

  await group.getByRole("button", { name: /End all of it/ }).click();
  await owner.page.getByRole("alertdialog").getByRole("button", { name: "End all of it" }).click();
  await hears(owner, "The leases of the group have ended.");
  for (const { page } of [first, second]) {
    await expect(page.getByText("The owner has ended this lease")).toBeVisible({ timeout: 30_000 });
  }
});

test("who has not set up is named, and can be left out", async ({ enter }) => {
  const [owner, reader, stranger] = [await enter(), await enter(), await enter()];
  for (const person of [owner, reader]) await setUp(person);
  await createRecord(owner, RECORD);
  const dialog = await choosePeople(owner, [reader, stranger]);
  await expect(dialog.getByText("Has not set up yet: cannot be lent to.")).toHaveCount(1);
  await dialog.getByRole("button", { name: "Lend", exact: true }).click();
  await expect(dialog.getByText("1 person has not set up yet")).toBeVisible();
  await dialog.getByRole("button", { name: "Leave them out" }).click();
  await dialog.getByRole("button", { name: "Lend", exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await openLent(reader, /Club|A record of/);
});

test("among many records, some are found by their titles", async ({ enter, devnet }) => {
  const privateKey = generatePrivateKey();
  const titles = Array.from({ length: 24 }, (_, i) => `${i % 8 === 3 ? "Voyage" : "Log"} ${i}`);
  await makeRecords(devnet, { privateKey, titles });
  const owner = await enter({ privateKey });
  const { page } = owner;
  await connect(owner);
  await unlock(owner);
  await page.getByRole("link", { name: "My records" }).first().click();
  const rows = page.getByRole("main").getByRole("listitem");
  await expect(rows.first()).toContainText("Log 23"); // the newest first
  const field = page.getByLabel("Search your records by title");
  await field.fill("  voyage ");
  await expect(rows).toContainText(["Voyage 19", "Voyage 11", "Voyage 3"]);
  await expect(rows).toHaveCount(3);
  await expect(page.getByRole("status").filter({ hasText: "3 records found" })).toBeVisible();
  await field.fill("harbour");
  await expect(page.getByRole("status").filter({ hasText: "None found" })).toBeVisible();
  await expect(rows).toHaveCount(0);
  await field.fill("");
  await expect(rows.first()).toContainText("Log 23");
  await field.fill("voyage 3");
  await rows.getByRole("link").click();
  await expect(section(owner, "Notes")).toContainText("Voyage 3.txt");
});
