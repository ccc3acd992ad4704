import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "./support/accessible.ts";
import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import { tabTo } from "./support/keys.ts";
import { createRecord, hears, lend, section, setUp } from "./support/person.ts";

const RECORD = {
  title: "Health file",
  sections: [
    { name: "Blood tests", files: [textFile("ferritin.txt", "28")] },
    { name: "Scans", files: [textFile("scan.txt", "shadow")] },
  ],
};

test("an end that is dragged on the timeline is proposed first, and changed only then", async ({
  enter,
}) => {
  const [owner, reader] = [await enter(), await enter()];
  for (const person of [reader, owner]) await setUp(person);
  await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Scans"], length: "Two weeks" });
  const { page } = owner;
  const sharing = section(owner, "Sharing");
  const end = sharing.getByRole("slider", { name: /^End of the lease of/ });
  await expect(end).toBeVisible();
  await expectAccessible(page);

  // By mouse: a fifth of the picture to the left.
  const [from, picture] = [
    await box(end),
    await box(sharing.getByRole("group", { name: /^Timel/ })),
  ];
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x - picture.width / 5, from.y + 4, { steps: 5 });
  await expect(end).toHaveAttribute("aria-valuetext", /\d\d:\d\d/);
  await page.mouse.up();
  const dialog = page.getByRole("dialog", { name: /^Change the lease of/ });
  await expect(dialog).toContainText(/The lease ends \d+ days?.* sooner than it would/);
  await expect(dialog.getByRole("status", { name: "What will happen" })).toContainText(
    /can read Scans until/,
  );
  await expectAccessible(page);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden(); // until then it takes what is pressed
  await expect(sharing.getByText("ends in").first()).toContainText("13 d");

  // By a finger the same; two fingers that part show less time, and move nothing.
  const finger = await touch(page);
  const at = await box(end);
  const [x, y] = [at.x + at.width / 2, at.y + at.height / 2];
  await finger([[x, y]], [[x - picture.width / 5, y + 2]]);
  await expect(dialog).toContainText(/sooner than it would/);
  await dialog.getByRole("button", { name: "Cancel" }).click();
  await expect(dialog).toBeHidden();
  const whole = sharing.getByRole("radio", { name: "All" });
  await expect(whole).toBeChecked();
  const [middle, top] = [picture.x + picture.width / 2, picture.y + 40];
  await finger(
    [
      [middle - 30, top],
      [middle + 30, top],
    ],
    [
      [middle - 90, top],
      [middle + 90, top],
    ],
  );
  await expect(whole).not.toBeChecked();
  await expect(dialog).toBeHidden();
  await sharing.getByText("All", { exact: true }).click();

  // By keys: further away, and given up; then nearer, and sent.
  await end.focus();
  await page.keyboard.press("ArrowRight");
  await expect(end).toHaveAttribute("aria-valuetext", /\d\d:\d\d/);
  await page.keyboard.press("Escape");
  await expect(dialog).toBeHidden();
  await end.focus();
  for (let i = 0; i < 4; i += 1) await page.keyboard.press("PageDown");
  await page.keyboard.press("Enter");
  await expect(dialog).toContainText("sooner than it would");
  await dialog.getByRole("button", { name: "Change lease" }).click();
  await expect(dialog).toBeHidden({ timeout: 60_000 });
  await expect(sharing.getByText("ends in").first()).not.toContainText("13 d");

  // All the way back means now, which is asked about as ending is.
  await end.focus();
  for (let i = 0; i < 30; i += 1) await page.keyboard.press("PageDown");
  await expect(end).toHaveAttribute("aria-valuetext", "Now");
  await page.keyboard.press("Enter");
  const question = page.getByRole("alertdialog");
  await expect(question).toContainText("End the lease of");
  await question.getByRole("button", { name: "Cancel" }).click();

  await sharing.getByText("By section").click();
  await expect(sharing.getByText("1 entry by You").first()).toBeVisible();
  await sharing.getByText("Table", { exact: true }).click();
  await expect(sharing.getByRole("table").getByRole("row")).toHaveCount(3);
  await expectAccessible(page);
});

test("people are known by names, links show as codes, and who has no key gets a way out", async ({
  enter,
}) => {
  const [owner, reader, newcomer] = [await enter(), await enter(), await enter()];
  for (const person of [reader, owner]) await setUp(person);
  await createRecord(owner, RECORD);
  const { page } = owner;
  const address = page.url();

  await page.getByRole("button", { name: "unlocked" }).click();
  await page.getByRole("link", { name: "Contacts" }).click();
  await page.getByRole("button", { name: "Add a contact" }).click();
  const contact = page.getByRole("dialog", { name: "Add a contact" });
  await contact.getByLabel("Name").fill("Dr Ann Lee");
  await contact.getByLabel("Address").fill(reader.wallet.address);
  await contact.getByRole("button", { name: "Scan a QR code" }).click();
  await expect(page.getByRole("alert")).toContainText(/camera/);
  await page.getByRole("dialog", { name: "Scan an address" }).getByLabel("Close").click();
  await contact.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("list", { name: "Contacts" })).toContainText("Dr Ann Lee");
  await expectAccessible(page);
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Save to a file" }).click(),
  ]);
  await page.getByLabel("File of contacts").setInputFiles({
    name: "contacts.json",
    mimeType: "application/json",
    buffer: Buffer.from('{"format":"leasehold-contacts-1","contacts":[{}]}'),
  });
  await expect(page.getByText("This is not a file of contacts")).toBeVisible();
  await page.getByRole("button", { name: "Remove Dr Ann Lee" }).click();
  await page.getByRole("button", { name: "Remove the contact" }).click();
  await expect(page.getByText("No contacts yet")).toBeVisible();
  await page.getByLabel("File of contacts").setInputFiles(await saved.path());
  await expect(page.getByRole("list", { name: "Contacts" })).toContainText("Dr Ann Lee");
  await page.getByRole("button", { name: "Show your address as a QR code" }).click();
  await expect(page.getByRole("img", { name: "QR code of your address" })).toBeVisible();
  await page.getByRole("button", { name: "Close" }).click();

  // Softly: a reload would lock the account.
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "My records" })
    .click();
  await page
    .getByRole("main")
    .getByRole("link", { name: /Health file/ })
    .click();
  await expect(page).toHaveURL(address);
  await page.getByRole("button", { name: "Lend", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Lend" });
  const sentence = dialog.getByRole("status", { name: "What will happen" });
  await dialog.getByLabel("Person").fill(newcomer.wallet.address);
  await expect(dialog).toContainText("This person has not set up yet");
  await dialog.getByRole("button", { name: "Invite them" }).click();
  await expect(dialog).toContainText(/make your encryption key/);
  await dialog.getByLabel("Person").fill("dr ann lee");
  await dialog.getByLabel("Blood tests").check();
  await expect(sentence).toContainText(
    /^Dr Ann Lee can read Blood tests until tomorrow \d\d:\d\d\. Everything in there now/,
  );
  await dialog.getByLabel(/New entries only/).check();
  await dialog.getByLabel("An hour").check();
  await expect(sentence).toContainText("what is there already stays closed");
  await dialog.getByLabel("Until…").check();
  await expect(dialog.getByLabel("End", { exact: true })).toHaveAccessibleDescription(
    /In your time zone, .+/,
  );
  await expectAccessible(page);
  await dialog.getByLabel("A day").check();
  await dialog.getByRole("button", { name: "Lend" }).click();
  await hears(owner, "Lent to Dr Ann Lee");
  await expect(section(owner, "Sharing")).toContainText("Dr Ann Lee");

  await page.getByRole("button", { name: "Lend", exact: true }).click();
  await dialog.getByLabel("Person").fill(newcomer.wallet.address);
  await dialog.getByRole("button", { name: "Make a link instead" }).click();
  await dialog.getByLabel("Scans").check();
  await dialog.getByRole("button", { name: "Make the link" }).click();
  await dialog.getByRole("button", { name: "Show the link to send as a QR code" }).click();
  await expect(page.getByRole("img", { name: "QR code of the link to send" })).toBeVisible();
});

test("somebody lends by the keyboard alone, on a phone", async ({ enter }) => {
  const [owner, reader] = [await enter(), await enter()];
  for (const person of [reader, owner]) await setUp(person);
  await createRecord(owner, RECORD);
  const { page } = owner;
  await page.setViewportSize({ width: 360, height: 740 });
  await tabTo(page, page.getByRole("button", { name: "Lend", exact: true }));
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Lend" });
  await tabTo(page, dialog.getByLabel("Person"));
  await page.keyboard.type(reader.wallet.address);
  await expect(dialog).toContainText("Has published a key.");
  await tabTo(page, dialog.getByLabel("Scans"));
  await page.keyboard.press("Space");
  await tabTo(page, dialog.getByLabel("A day"));
  await page.keyboard.press("ArrowLeft");
  await expect(dialog.getByLabel("An hour")).toBeChecked();
  const width = await page.evaluate(() => document.documentElement.scrollWidth);
  expect(width).toBeLessThanOrEqual(360);
  await expectAccessible(page);
  await tabTo(page, dialog.getByRole("button", { name: "Lend" }));
  await page.keyboard.press("Enter");
  await expect(dialog).toBeHidden({ timeout: 60_000 });
  await expect(page.getByRole("button", { name: "Lend", exact: true })).toBeFocused();
  await expect(section(owner, "Sharing")).toContainText("Scans");
  // And ends it again.
  const end = page.getByRole("button", { name: /^End the lease of/ });
  await tabTo(page, end);
  await page.keyboard.press("Enter");
  const confirm = page.getByRole("alertdialog");
  await expect(confirm).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(end).toBeFocused();
  await page.keyboard.press("Enter");
  await tabTo(page, confirm.getByRole("button", { name: /^End/ }));
  await page.keyboard.press("Enter");
  await expect(section(owner, "Sharing")).not.toContainText("Live");
});

async function box(locator: Locator) {
  await locator.scrollIntoViewIfNeeded();
  const found = await locator.boundingBox();
  if (found === null) throw new Error(`${locator} is not drawn.`);
  return found;
}

type Point = [x: number, y: number];

/** Moves fingers over the page, from where they are put down to where they are lifted. */
async function touch(page: Page): Promise<(from: Point[], to: Point[]) => Promise<void>> {
  const session = await page.context().newCDPSession(page);
  const send = (type: "touchStart" | "touchMove" | "touchEnd", points: Point[]) =>
    session.send("Input.dispatchTouchEvent", {
      type,
      touchPoints: points.map(([x, y], id) => ({ x, y, id })),
    });
  return async (from, to) => {
    await send("touchStart", from);
    for (let step = 1; step <= 6; step += 1) {
      const part = (a: number, b: number) => a + ((b - a) * step) / 6;
      await send(
        "touchMove",
        from.map(([x, y], i) => [part(x, to[i]?.[0] ?? x), part(y, to[i]?.[1] ?? y)]),
      );
    }
    await send("touchEnd", []);
  };
}
