import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Person } from "./support/person.ts";
import { createRecord, hears, lend, openLent, section, setUp } from "./support/person.ts";

const RECORD = {
  title: "Clinic file",
  sections: [
    { name: "Letters", files: [textFile("letter.txt", "dear colleague")] },
    { name: "Scans", files: [textFile("scan.txt", "shadow")] },
  ],
};
const NOTE = "For the second opinion on Friday";

const main = ({ page }: Person) => page.getByRole("main");

/** Asks for sections from the record's page, whose button says `by`. */
async function ask(person: Person, of: { by: string; sections: string[]; note?: string }) {
  const { page } = person;
  await main(person).getByRole("button", { name: of.by }).first().click();
  const dialog = page.getByRole("dialog");
  for (const name of of.sections) await dialog.getByLabel(name, { exact: true }).check();
  if (of.note) await dialog.getByLabel("What for (optional)").fill(of.note);
  await expect(dialog.getByRole("status", { name: "What will be asked" })).toContainText("You ask");
  await dialog.getByRole("button", { name: "Ask", exact: true }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
}

const goTo = ({ page }: Person, name: string) =>
  page.getByRole("navigation", { name: "Main" }).getByRole("link", { name }).first().click();

test("somebody asks by the record's link, the owner approves, and more time is asked for", async ({
  enter,
  devnet,
}) => {
  const [owner, reader] = [await enter(), await enter()];
  for (const person of [owner, reader]) await setUp(person);
  const link = await createRecord(owner, RECORD);

  await reader.page.goto(link);
  await main(reader).getByRole("button", { name: "Unlock" }).click();
  await expect(main(reader)).toContainText("2 sections");
  await ask(reader, { by: "Ask for access", sections: ["Section 2"], note: NOTE });
  await expect(main(reader)).toContainText("You have asked for access");
  await expect(main(reader)).not.toContainText("Scans");

  // The owner learns of it without a reload, in the navigation, on the record and on the home page.
  const navigation = owner.page.getByRole("navigation", { name: "Main" });
  await expect(navigation.getByRole("link", { name: /Requests.*1 waits/ })).toBeVisible();
  await expect(section(owner, "Requests")).toContainText(NOTE);
  await goTo(owner, "Home");
  const panel = section(owner, "Requests");
  await expect(panel).toContainText("Asks to read Scans for 1 day in Clinic file.");
  await panel.getByRole("button", { name: /^Approve the request of .{11}$/ }).click();
  const dialog = owner.page.getByRole("dialog");
  await expect(dialog.getByRole("status", { name: "What will happen" })).toContainText(
    /can read Scans until tomorrow/,
  );
  await dialog.getByRole("button", { name: "Approve" }).click();
  await hears(owner, /^Lent to/);
  await expect(panel).toBeHidden();

  await openLent(reader, /Clinic file|A record of/);
  await expect(section(reader, "Scans")).toBeVisible();
  await expect(main(reader)).not.toContainText("Letters");
  await goTo(reader, "Lent to me");
  await expect(section(reader, "Asked by you")).toContainText("Approved");
  await section(reader, "Asked by you").getByRole("button", { name: "Remove from this" }).click();
  await expect(section(reader, "Asked by you")).toBeHidden();

  // In the last quarter of the day.
  await devnet.pass(20 * 60);
  await goTo(reader, "Home");
  await expect(section(reader, "Ending soon")).toContainText("Lent to you by");
  await expect(section(owner, "Ending soon")).toContainText("Lent by you to");
  await openLent(reader, /Clinic file|A record of/);
  await expect(main(reader)).toContainText("Your lease ends soon");
  await ask(reader, { by: "Ask for more time", sections: [] });
  await expect(main(reader)).not.toContainText("Your lease ends soon");
  await goTo(owner, "Requests");
  await expect(section(owner, "Requests")).toContainText("Has a lease now");
  await expect(section(owner, "Requests")).toContainText("Asks to read Scans for 1 day");
});

test("a request is changed before it is approved, another declined, a third withdrawn", async ({
  enter,
}) => {
  const [owner, reader] = [await enter(), await enter()];
  for (const person of [owner, reader]) await setUp(person);
  const link = await createRecord(owner, RECORD);
  await reader.page.goto(link);
  await main(reader).getByRole("button", { name: "Unlock" }).click();
  await ask(reader, { by: "Ask for access", sections: ["Section 1", "Section 2"] });

  const panel = section(owner, "Requests");
  await panel.getByRole("button", { name: /with changes/ }).click();
  const dialog = owner.page.getByRole("dialog");
  await dialog.getByLabel("Scans").uncheck();
  await dialog.getByLabel("An hour").check();
  await dialog.getByRole("button", { name: "Approve" }).click();
  await hears(owner, /^Lent to/);
  await expect(section(reader, "Letters")).toBeVisible();
  await expect(main(reader)).not.toContainText("Scans");

  // Names that may be known show; others stay numbers.
  await ask(reader, { by: "Ask for more", sections: ["Section 2"] });
  await expect(main(reader)).toContainText("to read Letters and Section 2 for 1 hour");
  await panel.getByRole("button", { name: /^Decline/ }).click();
  await owner.page.getByRole("alertdialog").getByRole("button", { name: "Decline" }).click();
  await hears(owner, /is declined/);
  await expect(main(reader)).toContainText("The owner declined your last request");

  await ask(reader, { by: "Ask for more", sections: [] });
  await expect(panel).toContainText("Asks to read Letters");
  await main(reader).getByRole("button", { name: "Withdraw" }).click();
  await reader.page.getByRole("button", { name: "Withdraw the request" }).click();
  await hears(reader, "Your request is withdrawn.");
  await expect(panel).toBeHidden();
});

test("a lease that has run out can be asked for again", async ({ enter, devnet }) => {
  const [owner, reader] = [await enter(), await enter()];
  for (const person of [owner, reader]) await setUp(person);
  await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Letters"] });
  await openLent(reader, /Clinic file|A record of/);
  await devnet.pass(61);
  await ask(reader, { by: "Ask for more time", sections: [] });
  await expect(section(owner, "Requests")).toContainText("Asks to read Letters for 1 hour.");
});
