import { outlineOf, textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Person } from "./support/person.ts";
import { addEntry, createRecord, download, hears, lend, section, setUp } from "./support/person.ts";

const FILE = textFile("deed.txt", "the house");
const RECORD = { title: "House papers", sections: [{ name: "Deeds", files: [FILE] }] };

/** Offers the record that is open. */
async function offer({ page }: Person, to: string): Promise<void> {
  await page.getByRole("button", { name: "Pass it on" }).click();
  const dialog = page.getByRole("dialog", { name: "Pass the record on" });
  await dialog.getByLabel("Person").fill(to);
  await dialog.getByRole("button", { name: "Offer it" }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
}

const home = ({ page }: Person) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name: "Home" }).click();

test("a record is offered, looked at, and taken over with everything in it", async ({ enter }) => {
  const [owner, next, reader] = [await enter(), await enter(), await enter()];
  for (const person of [owner, next, reader]) await setUp(person);
  const url = await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Deeds"] });
  await offer(owner, next.wallet.address);
  await hears(owner, /Offered to/);
  await expect(section(owner, "Ownership")).toContainText("This record is on offer");

  await home(next);
  const offered = section(next, "Offered to you");
  await expect(offered).toContainText("House papers", { timeout: 30_000 });
  await expect(offered).toContainText("Deeds · 1 entry");
  await offered.getByRole("button", { name: "Take it over" }).click();
  await next.page.getByRole("alertdialog").getByRole("button", { name: "Take it over" }).click();
  await hears(next, "The record is yours.");
  await expect(offered).toBeHidden();
  await next.page
    .getByRole("main")
    .getByRole("link", { name: /House papers/ })
    .click();
  await expect(section(next, "Deeds")).toBeVisible();
  expect(await download(next, "deed.txt")).toEqual(outlineOf(FILE));
  await addEntry(next, { section: "Deeds", note: "Mine now" });
  await expect(section(next, "Deeds")).toContainText("Mine now");
  await lend(next, { to: reader.wallet.address, sections: ["Deeds"] });

  await expect(owner.page.getByText("Nothing of this record was lent to you")).toBeVisible({
    timeout: 30_000,
  });
  await reader.page.goto(url);
  await reader.page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  await expect(section(reader, "Deeds")).toContainText("Mine now");
  expect(await download(reader, "deed.txt")).toEqual(outlineOf(FILE));
});

test("an offer is withdrawn, and hidden by whom it was made to", async ({ enter }) => {
  const [owner, next] = [await enter(), await enter()];
  for (const person of [owner, next]) await setUp(person);
  await createRecord(owner, RECORD);
  await offer(owner, next.wallet.address);
  await home(next);
  const offered = section(next, "Offered to you");
  await expect(offered).toContainText("House papers", { timeout: 30_000 });
  await offered.getByRole("button", { name: "No, hide it" }).click();
  await expect(offered).toBeHidden();

  await owner.page.getByRole("button", { name: "Withdraw the offer" }).click();
  await owner.page.getByRole("alertdialog").getByRole("button", { name: "Withdraw it" }).click();
  await hears(owner, "The offer is withdrawn, and the record has new keys.");
  await expect(owner.page.getByRole("button", { name: "Pass it on" })).toBeVisible();
  await addEntry(owner, { section: "Deeds", note: "Still mine" });
  await expect(section(owner, "Deeds")).toContainText("Still mine");
  await owner.page.getByRole("button", { name: "Change its keys" }).click();
  await owner.page
    .getByRole("alertdialog")
    .getByRole("button", { name: "Change the keys" })
    .click();
  await hears(owner, "The record has new keys.");
  expect(await download(owner, "deed.txt")).toEqual(outlineOf(FILE));
});
