import type { Page } from "@playwright/test";
import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import { createRecord, draftRecord, section, setUp } from "./support/person.ts";

const RECORD = { title: "House", sections: [{ name: "Plans", files: [textFile("a.txt", "a")] }] };

/** Resolves once the page has looked at its transaction where it waits: people are not faster. */
async function looksAtTransaction(page: Page): Promise<void> {
  await page.waitForResponse((response) =>
    (response.request().postData() ?? "").includes("eth_getTransactionByHash"),
  );
}

// On a chain that takes transactions for any fee, and makes blocks now and then.
test.afterEach(async ({ devnet }) => {
  await devnet.request("evm_setAutomine", [true]);
  await devnet.request("evm_mine");
});

test("a transaction that is sped up in the wallet is followed to its end", async ({
  enter,
  devnet,
}) => {
  const owner = await enter();
  const { page, wallet } = owner;
  await setUp(owner);
  await draftRecord(owner, RECORD);
  await devnet.request("evm_setAutomine", [false]);
  wallet.underpays = true;
  const looks = looksAtTransaction(page);
  await page.getByRole("button", { name: "Encrypt and publish" }).click();
  await looks;
  await wallet.replace("itself");
  await devnet.request("evm_mine");
  await expect(page.getByRole("heading", { name: "House", level: 1 })).toBeVisible();
  await expect(section(owner, "Plans")).toBeVisible();
});

test("a transaction that is cancelled in the wallet is said to be, and can be sent again", async ({
  enter,
  devnet,
}) => {
  const owner = await enter();
  const { page, wallet } = owner;
  await setUp(owner);
  await draftRecord(owner, RECORD);
  await devnet.request("evm_setAutomine", [false]);
  const publish = page.getByRole("button", { name: "Encrypt and publish" });
  wallet.underpays = true;
  const looks = looksAtTransaction(page);
  await publish.click();
  await looks;
  await wallet.replace("nothing");
  await devnet.request("evm_mine");
  await expect(page.getByRole("main").getByRole("alert")).toContainText("cancelled");
  await devnet.request("evm_setAutomine", [true]);
  wallet.underpays = false;
  await publish.click();
  await expect(page.getByRole("heading", { name: "House", level: 1 })).toBeVisible();
});

test("a transaction that is stuck is said to be; whoever stops waiting finds it later", async ({
  enter,
  devnet,
}) => {
  const owner = await enter();
  const { page, wallet } = owner;
  await setUp(owner);
  await createRecord(owner, RECORD);
  await devnet.request("evm_setAutomine", [false]);
  wallet.underpays = true;
  await page.getByRole("button", { name: "Add entry to Plans" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Note (optional)").fill("Second floor");
  await dialog.getByRole("button", { name: "Encrypt and publish" }).click();
  await expect(dialog.getByText("This takes longer than usual")).toBeVisible({ timeout: 120_000 });
  await dialog.getByRole("button", { name: "Stop waiting" }).click();
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(section(owner, "Plans")).not.toContainText("Second floor");
  await wallet.replace("itself");
  await devnet.request("evm_mine");
  await expect(section(owner, "Plans")).toContainText("Second floor");
});
