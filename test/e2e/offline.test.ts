import { outlineOf, textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import { takeAway } from "./support/intercept.ts";
import type { Person } from "./support/person.ts";
import {
  addEntry,
  createRecord,
  download,
  draftRecord,
  hears,
  lend,
  openLent,
  section,
  setUp,
  unlock,
} from "./support/person.ts";

const FILE = textFile("start.txt", "left the harbour");
const RECORD = { title: "Log book", sections: [{ name: "Days", files: [FILE] }] };

/** Writes an entry that cannot be published now, and keeps it on the device. */
async function keepEntry({ page }: Person, note: string): Promise<void> {
  await page.getByRole("button", { name: "Add entry to Days" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Note (optional)").fill(note);
  await dialog.getByRole("button", { name: "Keep it and send when back" }).click();
  await expect(dialog).toBeHidden();
}

/** Signs a lease that cannot be granted now, and keeps it on the device. */
async function keepLease({ page }: Person, to: string): Promise<void> {
  await page.getByRole("button", { name: "Lend", exact: true }).click();
  const dialog = page.getByRole("dialog", { name: "Lend" });
  await dialog.getByLabel("Person").fill(to);
  await dialog.getByLabel("Days").check();
  await dialog.getByLabel("Two weeks").check();
  await dialog.getByRole("button", { name: "Sign it and send when back" }).click();
  await expect(dialog).toBeHidden();
}

/** Writes a record that cannot be published now, keeps it on the device, and comes back. */
async function keepRecord(person: Person, title: string): Promise<void> {
  const { page } = person;
  await page.getByRole("link", { name: "New record" }).first().click();
  await draftRecord(person, { title, sections: [{ name: "Nights", files: [FILE] }] });
  await page.getByRole("button", { name: "Keep it and send when back" }).click();
  await expect(page.getByRole("heading", { name: "My records" })).toBeVisible();
  await page
    .getByRole("main")
    .getByRole("link", { name: /Log book/ })
    .click();
}

const offline = ({ page }: Person) =>
  page.getByRole("alert").filter({ hasText: /You are offline|The chain does not answer/ });

const waiting = ({ page }: Person) =>
  page.getByRole("status").filter({ hasText: /waits? to be sent/ });

/** Opens what waits, and has it sent. */
async function sendWaiting({ page }: Person): Promise<void> {
  await waiting({ page } as Person)
    .getByRole("button", { name: "Show and send" })
    .click();
  const dialog = page.getByRole("dialog", { name: "Waiting to be sent" });
  await dialog.getByRole("button", { name: /^Send .* now$/ }).click();
}

test.describe("installed", () => {
  test.use({ serviceWorkers: "allow" });

  test("opens without a network, shows what it last knew, and sends what was kept", async ({
    enter,
  }) => {
    test.slow(); // each new profile takes in the whole site first
    const [owner, reader] = [await enter(), await enter()];
    await setUp(reader);
    await setUp(owner);
    await createRecord(owner, RECORD);
    await lend(owner, { to: reader.wallet.address, sections: ["Days"] });
    await openLent(reader, /Log book/);
    await expect(section(reader, "Days")).toBeVisible();

    // The whole site is on the device before the network goes.
    for (const { page } of [owner, reader]) {
      await page.evaluate(async () => {
        await navigator.serviceWorker.ready;
      });
      await expect
        .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
        .toBe(true);
    }
    await expect(section(owner, "Days")).toBeVisible();
    await download(owner, FILE.name);
    for (const { context } of [owner, reader]) await context.setOffline(true);

    // A reader: the lease runs on, and opens.
    await reader.page.goto("./lent/");
    await expect(offline(reader)).toContainText("You are offline");
    await unlock(reader);
    await reader.page
      .getByRole("main")
      .getByRole("link", { name: /Log book/ })
      .click();
    await expect(section(reader, "Days")).toContainText(FILE.name);
    await expect(reader.page.getByText(/As of .* ago/).first()).toBeVisible();

    // An owner: the list, the record and its file.
    await owner.page.goto("./records/");
    await unlock(owner);
    await owner.page
      .getByRole("main")
      .getByRole("link", { name: /Log book/ })
      .click();
    expect(await download(owner, FILE.name)).toEqual(outlineOf(FILE));

    await keepEntry(owner, "Kept at sea, first");
    await keepLease(owner, reader.wallet.address);
    await keepRecord(owner, "Made at sea");
    await keepEntry(owner, "Kept at sea, second");
    await expect(waiting(owner)).toContainText("4 things wait");

    for (const { context } of [owner, reader]) await context.setOffline(false);
    await expect(offline(owner)).toBeHidden();
    await sendWaiting(owner);
    await hears(owner, "Everything that could be sent is sent.");
    await owner.page.keyboard.press("Escape");
    await expect(waiting(owner)).toBeHidden();
    const entries = section(owner, "Days").getByText(/Kept at sea/);
    await expect(entries).toHaveText(["Kept at sea, second", "Kept at sea, first"]);
    await expect(section(reader, "Days")).toContainText("Kept at sea, second");
    await expect(reader.page.getByRole("main")).toContainText(/ends in 1[34] d/);
    await owner.page.getByRole("link", { name: "My records" }).first().click();
    await expect(owner.page.getByRole("link", { name: /Made at sea/ })).toContainText("1 section");
  });
});

test("a tab that is killed while it uploads, before it sends, and after: sent once, nothing lost", async ({
  enter,
  devnet,
}) => {
  const owner = await enter();
  await setUp(owner);
  const address = await createRecord(owner, RECORD);
  await expect(section(owner, "Days")).toBeVisible();
  // The site can be reached, the chain and the storage cannot.
  const storage = `${devnet.network.storage.kubo}/**`;
  const places = [storage, `${devnet.network.rpcUrls[0]}/**`];
  const away = await Promise.all(places.map((place) => takeAway(owner.page, place)));
  await expect(offline(owner)).toBeVisible();
  await keepEntry(owner, "Exactly once");
  await expect(waiting(owner)).toContainText("1 thing waits");
  for (const giveBack of away) giveBack();
  await expect(offline(owner)).toBeHidden();

  /** The tab is gone; the next one knows what waits. */
  const comeBack = async () => {
    await owner.page.close();
    owner.page = await owner.context.newPage();
    await owner.page.goto(address);
    await unlock(owner);
    await expect(waiting(owner)).toContainText("1 thing waits");
    await expect(section(owner, "Days")).toBeVisible();
  };

  const upload = new Promise<void>((resolve) => owner.page.route(storage, () => resolve()));
  await sendWaiting(owner);
  await upload;
  await comeBack();
  await expect(section(owner, "Days")).not.toContainText("Exactly once");

  const sends = () => owner.wallet.asked.filter((it) => it === "eth_sendTransaction").length;
  const before = sends();
  owner.wallet.hold = new Promise(() => undefined);
  await sendWaiting(owner);
  await expect.poll(sends).toBeGreaterThan(before);
  await comeBack();
  await expect(section(owner, "Days")).not.toContainText("Exactly once");
  owner.wallet.hold = null;

  await devnet.request("evm_setAutomine", [false]);
  try {
    await sendWaiting(owner);
    await expect(owner.page.getByRole("dialog")).toContainText("Stop waiting");
    // The device does not know that it is sent, nor whether it will land.
    await comeBack();
    await sendWaiting(owner);
  } finally {
    await devnet.request("evm_setAutomine", [true]);
    await devnet.request("evm_mine");
  }
  await hears(owner, "Everything that could be sent is sent.");
  await owner.page.keyboard.press("Escape");
  await expect(waiting(owner)).toBeHidden();
  await expect(section(owner, "Days").getByText("Exactly once")).toHaveCount(1);
  await owner.page.reload();
  await unlock(owner);
  await expect(section(owner, "Days").getByText("Exactly once")).toHaveCount(1);
});

test("a tab that is killed in the middle of publishing shows afterwards what the ledger says", async ({
  enter,
  devnet,
}) => {
  const owner = await enter();
  await setUp(owner);
  const address = await createRecord(owner, RECORD);
  const reopen = async () => {
    await owner.page.close();
    owner.page = await owner.context.newPage();
    await owner.page.goto(address);
    await unlock(owner);
    await expect(section(owner, "Days")).toBeVisible();
  };
  const begin = async (note: string) => {
    const before = owner.wallet.asked.length;
    addEntry(owner, { section: "Days", note }).catch(() => undefined);
    await expect
      .poll(() => owner.wallet.asked.slice(before).includes("eth_sendTransaction"))
      .toBe(true);
  };

  owner.wallet.hold = new Promise(() => undefined);
  await begin("Never sent");
  await reopen();
  owner.wallet.hold = null;
  await expect(section(owner, "Days")).not.toContainText("Never sent");

  await devnet.request("evm_setAutomine", [false]);
  try {
    await begin("On its way");
    await expect(owner.page.getByRole("dialog")).toContainText("Stop waiting");
    await reopen();
  } finally {
    await devnet.request("evm_setAutomine", [true]);
    await devnet.request("evm_mine");
  }
  await expect(section(owner, "Days").getByText("On its way")).toHaveCount(1);
  await addEntry(owner, { section: "Days", note: "And the next" });
  await expect(section(owner, "Days").getByText("On its way")).toHaveCount(1);
  await expect(section(owner, "Days")).toContainText("And the next");
});
