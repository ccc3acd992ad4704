import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { unzip } from "../support/zip.ts";
import { outlineOf, randomFile, textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import { intercept } from "./support/intercept.ts";
import type { Person } from "./support/person.ts";
import { addEntry, createRecord, download, section, setUp } from "./support/person.ts";

const RECORD = {
  title: "Years of it",
  sections: [{ name: "Scans", files: [textFile("start.txt", "the first of many")] }],
};

/** The question where to save is the browser's own; without it, files stream into the downloads. */
async function withoutPicker({ context }: Person): Promise<void> {
  await context.addInitScript(() => Reflect.deleteProperty(window, "showSaveFilePicker"));
}

const FILES = 300;
const textOf = (n: number) => `file ${n}\n`.repeat(n);

/** A folder of many small files, in folders of their own. */
function makeFolder(path: string): string {
  for (let n = 0; n < FILES; n++) {
    const folder = join(path, "study", `series ${n % 3}`);
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${n}.txt`), textOf(n));
  }
  return join(path, "study");
}

test("a folder of hundreds of files goes in as it is, and out one by one or together", async ({
  enter,
}, testInfo) => {
  const folder = makeFolder(testInfo.outputPath("folder"));
  const owner = await enter();
  await withoutPicker(owner);
  await setUp(owner);
  await createRecord(owner, RECORD);
  const { page } = owner;

  await page.getByRole("button", { name: "Add entry to Scans" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[webkitdirectory]").setInputFiles(folder);
  await expect(dialog.getByText(`${FILES} files,`)).toBeVisible();
  await dialog.getByRole("button", { name: "Encrypt and publish" }).click();
  await expect(dialog).toBeHidden({ timeout: 120_000 });

  const scans = section(owner, "Scans");
  await expect(scans.getByRole("button", { name: /^study 300 files/ })).toBeVisible();
  await scans.getByRole("button", { name: /^study 300 files/ }).click();
  await scans.getByRole("button", { name: /^series 2 100 files/ }).click();
  // Of a list that long only a part is on the page, which says so.
  await expect(scans.locator('li[aria-setsize="104"]').first()).toBeVisible();
  expect(await scans.locator("li[aria-posinset]").count()).toBeLessThan(60);

  await scans.getByLabel(/^Search the files/).fill("series 2/299.txt");
  expect(await download(owner, "study/series 2/299.txt")).toEqual({
    name: "299.txt",
    digest: createHash("sha256").update(textOf(299)).digest("hex"),
  });

  await scans.getByLabel(/^Search the files/).fill("series 1/");
  const [zip] = await Promise.all([
    page.waitForEvent("download"),
    scans.getByRole("button", { name: /^Download these \d+ files$/ }).click(),
  ]);
  const unpacked = await unzip(readFileSync(await zip.path()));
  for (let n = 1; n < FILES; n += 3) {
    const bytes = unpacked.get(`study/series 1/${n}.txt`);
    expect(Buffer.from(bytes ?? []).toString()).toBe(textOf(n));
  }
});

test("a large file streams into the downloads", async ({ enter }) => {
  const owner = await enter();
  await withoutPicker(owner);
  await setUp(owner);
  await createRecord(owner, RECORD);
  const file = randomFile("scan.dcm", 48 * 2 ** 20);
  await addEntry(owner, { section: "Scans", files: [file] });
  expect(await download(owner, "scan.dcm")).toEqual(outlineOf(file));
});

test("an upload is held up, outlives a reload, and goes on where it was", async ({
  enter,
  devnet,
}, testInfo) => {
  const path = testInfo.outputPath("film.mp4");
  const buffer = randomBytes(40 * 2 ** 20);
  writeFileSync(path, buffer);
  const owner = await enter();
  await withoutPicker(owner);
  await setUp(owner);
  await createRecord(owner, RECORD);
  const { page } = owner;
  page.on("dialog", (dialog) => dialog.accept());

  // The storage takes a few blocks, and then answers no more.
  const puts = `${devnet.network.storage.kubo?.replace(/\/$/, "")}/api/v0/{dag/import,block/put}*`;
  let sent = 0;
  const taken = 14;
  const answerAgain = await intercept(page, puts, async (route) => {
    sent += 1;
    if (sent <= taken) await route.continue();
  });
  await page.getByRole("button", { name: "Add entry to Scans" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Add files to Scans").setInputFiles(path);
  await dialog.getByRole("button", { name: "Encrypt and publish" }).click();
  await dialog.getByRole("button", { name: "Pause" }).click();
  await expect(dialog).toContainText("Paused");
  await dialog.getByRole("button", { name: "Go on" }).click();
  await expect.poll(() => sent).toBeGreaterThan(taken);

  await page.reload();
  answerAgain();
  let again = 0;
  page.on("request", (request) => {
    if (request.method() === "POST" && /\/api\/v0\/(dag\/import|block\/put)/.test(request.url()))
      again += 1;
  });
  await page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  const unfinished = page.getByRole("region", { name: "An unfinished upload" });
  await expect(unfinished).toContainText(/film.mp4 to Scans of “Years of it”/);
  await expect(unfinished).toContainText(/Stopped at [1-9]/);
  await unfinished.getByLabel("Choose the files again: film.mp4").setInputFiles(path);
  await expect(section(owner, "Scans").getByText("film.mp4")).toBeVisible({ timeout: 120_000 });
  await expect(unfinished).toBeHidden();
  expect(again).toBeLessThan(40);
  expect(await download(owner, "film.mp4")).toEqual(
    outlineOf({ name: "film.mp4", mimeType: "", buffer }),
  );
});
