import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import {
  addEntry,
  createRecord,
  download,
  hears,
  lend,
  openLent,
  section,
  setUp,
} from "./support/person.ts";

const RECORD = {
  title: "Accounts",
  sections: [
    { name: "Invoices", files: [textFile("invoice-1.txt", "one")] },
    { name: "Payroll", files: [textFile("payroll.txt", "much")] },
  ],
};

test("a lease that begins later opens by itself when its time comes", async ({ enter, devnet }) => {
  const [owner, reader] = [await enter(), await enter()];
  await setUp(reader);
  await setUp(owner);
  await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Invoices"], startsIn: 30 });
  await expect(section(owner, "Sharing").getByText("Not begun")).toBeVisible();

  await openLent(reader, /A record of/);
  await expect(reader.page.getByText("This lease has not begun")).toBeVisible();
  await expect(reader.page.getByRole("timer")).toHaveAccessibleName(/begins in (2\d|30) minutes/);
  await expect(reader.page.locator("body")).not.toContainText("Invoices");

  await devnet.pass(31);
  await expect(section(reader, "Invoices")).toBeVisible({ timeout: 20_000 });
  await expect(section(owner, "Sharing").getByText("Live")).toBeVisible();
});

test("ending a lease closes the reader's screen at once, and the owner can lend again", async ({
  enter,
}) => {
  const [owner, reader] = [await enter(), await enter()];
  await setUp(reader);
  await setUp(owner);
  await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Invoices"], length: "Two weeks" });
  await openLent(reader, /Accounts/);
  await expect(section(reader, "Invoices")).toBeVisible();

  await owner.page.getByRole("button", { name: /^End the lease of/ }).click();
  const question = owner.page.getByRole("alertdialog");
  await expect(question).toContainText("cannot be taken back");
  await question.getByRole("button", { name: "End the lease" }).click();
  await hears(owner, /^The lease of .* has ended/);
  await expect(section(owner, "Sharing")).toContainText("Nobody may read this record now");

  await expect(reader.page.getByText("The owner has ended this lease")).toBeVisible({
    timeout: 20_000,
  });
  await expect(section(reader, "Invoices")).toBeHidden();

  await owner.page.getByText("1 earlier lease").click();
  await owner.page.getByRole("button", { name: /^Lend again to/ }).click();
  await owner.page.getByRole("dialog").getByRole("button", { name: "Lend" }).click();
  await expect(section(reader, "Invoices")).toBeVisible({ timeout: 30_000 });
});

test("a changed lease shows other sections from then on", async ({ enter }) => {
  const [owner, reader] = [await enter(), await enter()];
  await setUp(reader);
  await setUp(owner);
  await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Invoices"] });
  await openLent(reader, /Accounts/);
  await expect(section(reader, "Invoices")).toBeVisible();

  await owner.page.getByRole("button", { name: /^Change the lease of/ }).click();
  const dialog = owner.page.getByRole("dialog", { name: /^Change the lease of/ });
  await expect(dialog.getByLabel("Invoices")).toBeChecked();
  await dialog.getByLabel("Invoices").uncheck();
  await dialog.getByLabel("Payroll").check();
  await expect(dialog.getByRole("status", { name: "What will happen" })).toContainText(
    /can read Payroll until/,
  );
  await dialog.getByRole("button", { name: "Change lease" }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });

  await expect(section(reader, "Payroll")).toBeVisible({ timeout: 30_000 });
  await expect(section(reader, "Invoices")).toBeHidden();
  await expect(section(owner, "Sharing")).toContainText("1 earlier lease");
});

test("a lease of new entries only leaves closed what was there before, also when it is prolonged", async ({
  enter,
  devnet,
}) => {
  const [owner, reader] = [await enter(), await enter()];
  await setUp(reader);
  await setUp(owner);
  await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Invoices"], newOnly: true });
  await addEntry(owner, { section: "Invoices", files: [textFile("invoice-2.txt", "two")] });

  await openLent(reader, /A record of|Accounts/);
  expect((await download(reader, "invoice-2.txt")).name).toBe("invoice-2.txt");
  await expect(section(reader, "Invoices")).toContainText("Your lease does not reach this entry");
  await expect(reader.page.locator("body")).not.toContainText("invoice-1");

  await devnet.pass(2);
  await owner.page.getByRole("button", { name: /^Change the lease of/ }).click();
  const dialog = owner.page.getByRole("dialog", { name: /^Change the lease of/ });
  await expect(dialog.getByLabel(/^As now/)).toBeChecked();
  await dialog.getByLabel("Two weeks").check();
  const sentence = dialog.getByRole("status", { name: "What will happen" });
  await expect(sentence).toContainText(/What was added since .* stays included/);
  await dialog.getByLabel("Payroll").check();
  await expect(sentence).toContainText("the lease counts anew");
  await dialog.getByLabel("Payroll").uncheck();
  await dialog.getByRole("button", { name: "Change lease" }).click();
  await expect(dialog).toBeHidden({ timeout: 30_000 });
  await addEntry(owner, { section: "Invoices", files: [textFile("invoice-3.txt", "three")] });
  await expect(section(reader, "Invoices")).toContainText("invoice-3.txt", { timeout: 30_000 });
  expect((await download(reader, "invoice-2.txt")).name).toBe("invoice-2.txt");
  await expect(reader.page.locator("body")).not.toContainText("invoice-1");
});

test("the form says what is missing, and to whom nothing can be lent", async ({ enter }) => {
  const [owner, newcomer] = [await enter(), await enter()];
  await setUp(owner);
  await createRecord(owner, RECORD);
  await owner.page.getByRole("button", { name: "Lend", exact: true }).click();
  const dialog = owner.page.getByRole("dialog", { name: "Lend" });
  const lendButton = dialog.getByRole("button", { name: "Lend" });
  await lendButton.click();
  await expect(dialog).toContainText("Enter the address of a person.");
  await expect(dialog).toContainText("Choose at least one section.");

  await dialog.getByLabel("Person").fill("0x1234");
  await lendButton.click();
  await expect(dialog).toContainText("This is not a complete address.");
  await dialog.getByLabel("Person").fill(owner.wallet.address);
  await lendButton.click();
  await expect(dialog).toContainText("This is you");
  await dialog.getByLabel("Person").fill(newcomer.wallet.address);
  await lendButton.click();
  await expect(dialog).toContainText("This person has not set up yet");

  await dialog.getByLabel("Until…").check();
  await dialog.getByLabel("End", { exact: true }).fill("2020-01-01T00:00");
  await expect(dialog).toContainText("The end is in the past.");
  await expect(dialog).toBeVisible();
});
