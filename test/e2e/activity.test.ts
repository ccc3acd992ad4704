import { readFile } from "node:fs/promises";
import type { Download } from "@playwright/test";
import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import { createRecord, hears, lend, setUp } from "./support/person.ts";

const RECORD = {
  title: "House file",
  sections: [
    { name: "Plans", files: [textFile("plan.txt", "walls")] },
    { name: "Bills", files: [textFile("bill.txt", "money")] },
  ],
};

test("what happened to a record is told, filtered, saved with a signature, and checked", async ({
  enter,
}) => {
  const [owner, reader] = [await enter(), await enter()];
  for (const person of [owner, reader]) await setUp(person);
  await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Plans"] });
  const { page } = owner;
  const main = page.getByRole("main");
  await main.getByRole("button", { name: /^End the lease of/ }).click();
  await page.getByRole("button", { name: "End the lease", exact: true }).click();
  await hears(owner, /has ended/);

  await main.getByRole("link", { name: "Activity" }).click();
  await expect(page.getByRole("heading", { name: "Activity", level: 1 })).toBeVisible();
  await expect(main).toContainText("What happened to House file");
  const list = main.getByRole("region", { name: "What happened" });
  await expect(list).toContainText(/You ended the lease of .* of Plans\./);
  await expect(list).toContainText(/You let .* read Plans from .* until/);
  await expect(list).toContainText("You added an entry to Bills.");
  const items = list.getByRole("listitem");
  await expect(items.last()).toContainText("You created the record.");

  await main.getByLabel("What", { exact: true }).selectOption("Leases");
  await expect(items).toHaveCount(2);
  await main.getByLabel("Section").selectOption("Bills");
  await expect(main).toContainText("Nothing fits this choice.");
  await main.getByLabel("Section").selectOption("Plans");
  await main.getByLabel("Who").selectOption("You");
  await expect(items).toHaveCount(2);

  const saved: Download[] = [];
  page.on("download", (download) => saved.push(download));
  const before = owner.wallet.asked.filter((it) => it === "eth_sendTransaction").length;
  await main.getByRole("button", { name: "Sign and save as CSV" }).click();
  await hears(owner, "Saved, with your signature beside it.");
  await expect.poll(() => saved.length).toBe(2);
  const files = await Promise.all(
    saved.map(async (it) => ({
      name: it.suggestedFilename(),
      mimeType: "application/octet-stream",
      buffer: await readFile(await it.path()),
    })),
  );
  const table = files.find(({ name }) => name.endsWith(".csv"));
  const signature = files.find(({ name }) => name.endsWith(".csv.signature.json"));
  if (table === undefined || signature === undefined) throw new Error("Another file was saved.");
  expect(table.buffer.toString().split("\r\n")).toHaveLength(4);
  expect(owner.wallet.asked.filter((it) => it === "eth_sendTransaction").length).toBe(before);

  // Somebody else checks it.
  const { page: theirs } = reader;
  await theirs.goto("./activity/");
  await theirs.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  await theirs.getByText("Check a saved file").click();
  await theirs.getByLabel("Saved file").setInputFiles(table);
  await theirs.getByLabel("Its signature").setInputFiles(signature);
  await theirs.getByRole("button", { name: "Check", exact: true }).click();
  await expect(theirs.getByRole("main")).toContainText("The file is unchanged");
  const changed = { ...table, buffer: Buffer.concat([table.buffer, Buffer.from("x")]) };
  await theirs.getByLabel("Saved file").setInputFiles(changed);
  await theirs.getByRole("button", { name: "Check", exact: true }).click();
  await expect(theirs.getByRole("main").getByRole("alert")).toContainText(
    "The signature is not for this file",
  );

  // Of the account: what was lent to it, and that it ended.
  const own = theirs.getByRole("region", { name: "What happened" });
  await expect(own.getByRole("listitem")).toHaveCount(2);
  await expect(own).toContainText("ended your lease of Section 1.");

  // The owner's has names too, of a record that this page has not opened before.
  await page.goto("./activity/");
  await main.getByRole("button", { name: "Unlock" }).click();
  const all = page.getByRole("region", { name: "What happened" });
  await expect(all).toContainText(/You ended the lease of .* of Plans\./);
  await expect(all.getByRole("link", { name: "House file" }).first()).toBeVisible();
});

test("a wallet that declines to sign saves nothing", async ({ enter }) => {
  const owner = await enter();
  await setUp(owner);
  await createRecord(owner, RECORD);
  const { page } = owner;
  await page.getByRole("main").getByRole("link", { name: "Activity" }).click();
  owner.wallet.decline = "eth_signTypedData_v4";
  await page.getByRole("button", { name: "Sign and save as JSON" }).click();
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "You declined in your wallet",
  );
});
