import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Person } from "./support/person.ts";
import { connect, createRecord, hears, openLent, section, setUp } from "./support/person.ts";

const FILE = textFile("plan.txt", "dig here");
const RECORD = { title: "Treasure", sections: [{ name: "Plans", files: [FILE] }] };

const sent = ({ wallet }: Person) =>
  wallet.asked.filter((it) => it === "eth_sendTransaction").length;

/** Signs a lease of the record that is open, and resolves to the link to send it. */
async function sign({ page }: Person, to: string): Promise<string> {
  await page.getByRole("button", { name: "Lend", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Lend" });
  await dialog.getByLabel("Person").fill(to);
  await dialog.getByLabel("Plans").check();
  await dialog.getByLabel(/Sign instead of sending/).check();
  await dialog.getByRole("button", { name: "Sign", exact: true }).click();
  const link = await dialog.getByRole("textbox", { name: "Link to send" }).inputValue();
  await dialog.getByRole("button", { name: "Done" }).click();
  return link;
}

test("a lease is signed for nothing, read in words, and sent by somebody who has not set up", async ({
  enter,
}) => {
  const [owner, reader, payer] = [await enter(), await enter(), await enter()];
  for (const person of [owner, reader]) await setUp(person);
  await createRecord(owner, RECORD);
  const before = sent(owner);
  const link = await sign(owner, reader.wallet.address);
  expect(sent(owner)).toBe(before);
  await expect(owner.page.getByText("1 lease is signed, but not sent yet.")).toBeVisible();

  await connect(payer);
  await payer.page.goto(link);
  const panel = payer.page.getByRole("region", { name: "What was signed" });
  await expect(panel).toContainText(/lets 0x.* read section 1 of a record until/);
  await expect(panel).toContainText("Not sent yet");
  await panel.getByRole("button", { name: "Send it" }).click();
  await hears(payer, "Sent: it is in force now.");
  await expect(panel).toContainText("Sent");
  await expect(panel.getByRole("button", { name: "Send it" })).toBeHidden();
  expect(sent(owner)).toBe(before);

  await openLent(reader, /Treasure|A record of/);
  await expect(section(reader, "Plans")).toBeVisible();
});

test("what was signed can be cancelled, and is of no use then", async ({ enter }) => {
  const [owner, reader] = [await enter(), await enter()];
  for (const person of [owner, reader]) await setUp(person);
  await createRecord(owner, RECORD);
  const link = await sign(owner, reader.wallet.address);
  await owner.page.getByRole("link", { name: "See or cancel" }).click();
  await owner.page.getByRole("button", { name: "Cancel it" }).click();
  await owner.page.getByRole("button", { name: "Cancel the signature" }).click();
  await hears(owner, "Cancelled: nobody can send it any more.");

  const { page } = reader;
  await page.goto("./signed/");
  await page.getByLabel("Link or text").fill(link);
  await page.getByRole("button", { name: "Show what it says" }).click();
  const panel = page.getByRole("region", { name: "What was signed" });
  await expect(panel).toContainText("Cancelled");
  await expect(panel.getByRole("button", { name: "Send it" })).toBeHidden();
});

test("a text that was cut off is told from a whole one", async ({ enter }) => {
  const { page } = await enter();
  await page.goto("./signed/#uAAAA");
  await expect(page.getByRole("main").getByRole("alert")).toContainText(
    "This is not a signed message",
  );
});
