import { readFile } from "node:fs/promises";
import { pathToFileURL } from "node:url";
import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Person } from "./support/person.ts";
import { createRecord, setUp } from "./support/person.ts";

const RECORD = {
  title: "To take along",
  sections: [{ name: "Letters", files: [textFile("letter.txt", "dear all")] }],
};

/** The question where to save is the browser's own; without it, files go to the downloads. */
async function withoutPicker({ context }: Person): Promise<void> {
  await context.addInitScript(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
}

async function openExport({ page }: Person): Promise<void> {
  await page.getByRole("button", { name: "unlocked" }).click();
  await page.getByRole("link", { name: "Export and import" }).click();
  await expect(page.getByRole("heading", { name: "Export and import" })).toBeVisible();
}

async function exportAs({ page }: Person, form: "Encrypted copy" | "Decrypted files") {
  await page.getByLabel(form).check();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Export", exact: true }).click(),
  ]);
  await expect(page.getByText(/^Exported \d/)).toBeVisible();
  return download;
}

test("takes everything along, brings it back, and opens it without the site", async ({ enter }) => {
  const owner = await enter();
  await withoutPicker(owner);
  await setUp(owner);
  await createRecord(owner, RECORD);
  await openExport(owner);
  const { page } = owner;

  const car = await exportAs(owner, "Encrypted copy");
  expect(car.suggestedFilename()).toMatch(/^leasehold-.*\.car$/);
  const copy = await car.path();
  const zip = await exportAs(owner, "Decrypted files");
  expect((await readFile(await zip.path())).subarray(0, 2).toString()).toBe("PK");

  await page.getByLabel("Choose an exported .car file").setInputFiles({
    name: "copy.car",
    mimeType: "application/octet-stream",
    buffer: await readFile(copy),
  });
  await expect(page.getByText("Imported 1 record")).toBeVisible();
  await expect(page.getByText("The copy is not whole")).toBeHidden();

  const [walkAway] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("link", { name: "Save the walk-away page" }).click(),
  ]);
  const file = `${await walkAway.path()}.html`;
  await walkAway.saveAs(file);
  const away = await owner.context.newPage();
  await away.goto(pathToFileURL(file).href);
  await away.getByLabel("Export files").setInputFiles({
    name: "copy.car",
    mimeType: "application/octet-stream",
    buffer: await readFile(copy),
  });
  await expect(away.getByText("copy.car: 1 record of")).toBeVisible();
});

test("refuses a file that is no export, in words", async ({ enter }) => {
  const owner = await enter();
  await setUp(owner);
  await openExport(owner);
  const { page } = owner;
  await page.getByLabel("Choose an exported .car file").setInputFiles(textFile("x.car", "no"));
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "This file is not an export",
  );
});
