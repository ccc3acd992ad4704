import { outlineOf, randomFile, textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import {
  connect,
  createRecord,
  download,
  draftRecord,
  hears,
  section,
  setUp,
  unlock,
} from "./support/person.ts";

const FILE = textFile("note.txt", "kept");
const RECORD = { title: "Keepsakes", sections: [{ name: "Letters", files: [FILE] }] };

test("everything is there after a reload, and in another browser with the same wallet", async ({
  enter,
}) => {
  const owner = await enter();
  await setUp(owner);
  const address = await createRecord(owner, RECORD);

  await owner.page.reload();
  await expect(owner.page.getByText("Unlock with your wallet")).toBeVisible();
  await expect(owner.page.locator("body")).not.toContainText("Letters");
  await unlock(owner);
  await expect(section(owner, "Letters")).toBeVisible();

  const elsewhere = await enter({ privateKey: owner.wallet.privateKey });
  await connect(elsewhere);
  await unlock(elsewhere);
  await elsewhere.page.getByRole("link", { name: /Keepsakes/ }).click();
  await expect(elsewhere.page).toHaveURL(address);
  expect(await download(elsewhere, FILE.name)).toEqual(outlineOf(FILE));
});

test("locking hides everything until the wallet signs again", async ({ enter }) => {
  const owner = await enter();
  await setUp(owner);
  await createRecord(owner, RECORD);
  await owner.page.getByRole("button", { name: "unlocked" }).click();
  await owner.page.getByRole("dialog").getByRole("button", { name: "Lock" }).click();
  await owner.page.getByRole("button", { name: "Close" }).click();
  await expect(owner.page.locator("body")).not.toContainText("Letters");
  await unlock(owner);
  await expect(section(owner, "Letters")).toBeVisible();
});

test("publishing can be cancelled, and what was entered stays", async ({ enter }) => {
  const owner = await enter();
  await setUp(owner);
  const large = randomFile("film.bin", 40 * 1024 * 1024);
  await draftRecord(owner, { title: "Film", sections: [{ name: "Reels", files: [large] }] });
  await owner.page.getByRole("button", { name: "Encrypt and publish" }).click();
  const bar = owner.page.getByRole("progressbar", { name: "Encrypted and stored" });
  await expect(bar).toBeVisible();
  await owner.page.getByRole("button", { name: "Cancel" }).click();
  await hears(owner, "Cancelled.");
  await expect(owner.page.getByLabel("Title")).toHaveValue("Film");
  await expect(owner.page.getByRole("list", { name: "Files for Reels" })).toContainText("film.bin");
  expect(owner.wallet.asked.filter((it) => it === "eth_sendTransaction")).toHaveLength(1);

  await owner.page.getByRole("button", { name: "Remove film.bin" }).click();
  await owner.page.getByRole("button", { name: "Encrypt and publish" }).click();
  await expect(owner.page.getByRole("heading", { name: "Film", level: 1 })).toBeVisible({
    timeout: 30_000,
  });
});

test("leaving unfinished work asks first", async ({ enter }) => {
  const owner = await enter();
  await setUp(owner);
  await draftRecord(owner, { title: "Half done", sections: [{ name: "One", files: [] }] });
  const home = owner.page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "Home" });
  await home.click();
  const question = owner.page.getByRole("alertdialog");
  await question.getByRole("button", { name: "Stay here" }).click();
  await expect(owner.page.getByLabel("Title")).toHaveValue("Half done");
  await home.click();
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(owner.page.getByRole("heading", { name: "Home", level: 1 })).toBeVisible();
});
