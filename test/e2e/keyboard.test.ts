import type { Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible.ts";
import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import { pressOn, tabTo } from "./support/keys.ts";
import { hears, section } from "./support/person.ts";
import { WALLET } from "./support/wallet.ts";

test("creating, asking, approving with a change, looking and ending go by keys alone, on a phone", async ({
  enter,
}) => {
  const reviewsCosts = true;
  const [owner, reader] = [await enter({ reviewsCosts }), await enter({ reviewsCosts })];
  const [mine, theirs] = [owner.page, reader.page];
  for (const page of [mine, theirs]) {
    await page.setViewportSize({ width: 360, height: 740 });
    await setUpByKeys(page);
  }

  await pressOn(mine, mine.getByRole("link", { name: "Create a record" }));
  await expect(mine.getByRole("heading", { name: "New record", level: 1 })).toBeVisible();
  await tabTo(mine, mine.getByLabel("Title"));
  await mine.keyboard.type("Boat file");
  await tabTo(mine, mine.getByLabel("Section name"));
  await mine.keyboard.type("Logs");
  const choosing = mine.waitForEvent("filechooser");
  await pressOn(mine, mine.getByLabel("Add files to Logs"));
  await (await choosing).setFiles([textFile("log.txt", "fair winds")]);
  await expect(mine.getByText("log.txt")).toBeVisible();
  await pressOn(mine, mine.getByRole("button", { name: "Encrypt and publish" }));
  await agree(mine);
  await expect(mine.getByRole("heading", { name: "Boat file", level: 1 })).toBeVisible({
    timeout: 60_000,
  });

  await theirs.goto(mine.url());
  await pressOn(theirs, theirs.getByRole("main").getByRole("button", { name: "Unlock" }));
  await pressOn(theirs, theirs.getByRole("button", { name: "Ask for access" }));
  const asking = theirs.getByRole("dialog");
  const only = asking.getByLabel("Section 1", { exact: true });
  await expect(only).toBeVisible();
  if (!(await only.isChecked())) await pressOn(theirs, only, "Space");
  await tabTo(theirs, asking.getByLabel("What for (optional)"));
  await theirs.keyboard.type("To learn");
  await expect(asking.getByRole("status", { name: "What will be asked" })).toContainText("You ask");
  await pressOn(theirs, asking.getByRole("button", { name: "Ask", exact: true }));
  await agree(theirs);
  await expect(asking).toBeHidden({ timeout: 30_000 });

  const requests = section(owner, "Requests");
  await pressOn(mine, requests.getByRole("button", { name: /^Approve with changes/ }));
  const approving = mine.getByRole("dialog");
  await tabTo(mine, approving.getByLabel("A day"));
  await mine.keyboard.press("ArrowLeft");
  await expect(approving.getByLabel("An hour")).toBeChecked();
  await expectNarrow(mine);
  await expectAccessible(mine);
  await pressOn(mine, approving.getByRole("button", { name: "Approve" }));
  await agree(mine);
  await hears(owner, /^Lent to/);

  const preview = section(reader, "Logs").getByRole("button", { name: "Open log.txt" });
  await pressOn(theirs, preview);
  const shown = theirs.getByRole("dialog", { name: "log.txt" });
  await expect(shown).toContainText("fair winds");
  await expectNarrow(theirs);
  await pressOn(theirs, shown.getByRole("button", { name: "Close" }));
  await expect(shown).toBeHidden();
  await expect(preview).toBeFocused();

  const end = section(owner, "Sharing").getByRole("slider", { name: /^End of the lease of/ });
  await tabTo(mine, end);
  for (let i = 0; i < 30; i += 1) await mine.keyboard.press("PageDown");
  await expect(end).toHaveAttribute("aria-valuetext", "Now");
  await mine.keyboard.press("Enter");
  const question = mine.getByRole("alertdialog");
  await pressOn(mine, question.getByRole("button", { name: "End the lease" }));
  await agree(mine);
  await hears(owner, /has ended/);
  await expect(section(reader, "Logs")).toBeHidden({ timeout: 20_000 });
});

async function setUpByKeys(page: Page): Promise<void> {
  await page.goto("./");
  await pressOn(page, page.getByRole("button", { name: WALLET }));
  await pressOn(page, page.getByRole("link", { name: "Set up" }));
  await pressOn(page, page.getByRole("button", { name: "Make my key" }));
  await pressOn(page, page.getByRole("button", { name: "Publish my key" }));
  await agree(page);
  await expect(page.getByRole("link", { name: "Create a record" })).toBeVisible();
}

/** Agrees to what a transaction costs. */
async function agree(page: Page): Promise<void> {
  await pressOn(page, page.getByRole("button", { name: "Continue to wallet" }));
}

async function expectNarrow(page: Page): Promise<void> {
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
}
