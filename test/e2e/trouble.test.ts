import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import { intercept, takeAway } from "./support/intercept.ts";
import { createRecord, draftRecord, section, setUp, unlock } from "./support/person.ts";

const RECORD = { title: "Garden", sections: [{ name: "Plans", files: [textFile("a.txt", "a")] }] };

test("a chain that does not answer is said to be away, until it is back", async ({
  enter,
  devnet,
}) => {
  const owner = await enter();
  await setUp(owner);
  const node = `${devnet.network.rpcUrls[0]}/**`;
  const giveBack = await takeAway(owner.page, node);
  const banner = owner.page.getByRole("alert").filter({ hasText: "The chain does not answer" });
  await expect(banner).toBeVisible({ timeout: 30_000 });
  giveBack();
  await expect(banner).toBeHidden({ timeout: 30_000 });
});

test("a storage that is away is told, and nothing is published", async ({ enter, devnet }) => {
  const owner = await enter();
  await setUp(owner);
  const giveBack = await takeAway(owner.page, `${devnet.network.storage.kubo}/**`);
  await draftRecord(owner, RECORD);
  await owner.page.getByRole("button", { name: "Encrypt and publish" }).click();
  await expect(owner.page.getByRole("main").getByRole("alert")).toContainText(
    /The storage does not answer|Too few copies/,
    { timeout: 60_000 },
  );
  giveBack();
  await owner.page.getByRole("button", { name: "Encrypt and publish" }).click();
  await expect(section(owner, "Plans")).toBeVisible({ timeout: 60_000 });
});

test("a new chain is noticed, what was cached of the old one is dropped, and it is said", async ({
  enter,
}) => {
  const owner = await enter();
  await setUp(owner);
  await createRecord(owner, RECORD);
  const databases = () =>
    owner.page.evaluate(async () => {
      const [found] = (await indexedDB.databases()).filter(({ name }) => name?.endsWith("-blocks"));
      if (found?.name === undefined) return -1;
      const open = indexedDB.open(found.name);
      const db = await new Promise<IDBDatabase>((resolve) => {
        open.onsuccess = () => resolve(open.result);
      });
      const count = db.transaction("blocks").objectStore("blocks").count();
      const blocks = await new Promise<number>((resolve) => {
        count.onsuccess = () => resolve(count.result);
      });
      db.close();
      return blocks;
    });
  expect(await databases()).toBeGreaterThan(0);

  const other = `0x${"ab".repeat(32)}`;
  const tellTheTruth = await intercept(owner.page, "**/devnet.json", async (route) => {
    const network = await (await route.fetch()).json();
    network.deployedAt.genesisHash = other;
    await route.fulfill({ json: network });
  });
  await owner.page.goto("./");
  await expect(
    owner.page.getByRole("alert").filter({ hasText: "The node answers for another chain" }),
  ).toBeVisible();
  expect(await databases()).toBe(0);

  tellTheTruth();
  await owner.page.goto("./");
  await expect(owner.page.getByText("is a new chain")).toBeVisible();
  await owner.page.getByRole("button", { name: "OK" }).click();
  await expect(owner.page.getByText("is a new chain")).toBeHidden();
  await unlock(owner);
  await expect(owner.page.getByRole("link", { name: /Garden/ })).toBeVisible();
});

test("an address without a record, or with a broken one, says so", async ({ enter }) => {
  const owner = await enter();
  await owner.page.goto("./record/");
  await expect(owner.page.getByText("There is no such record here")).toBeVisible();
  await owner.page.goto("./record/?id=0x1234");
  await expect(owner.page.getByText("There is no such record here")).toBeVisible();
  await owner.page.goto("./nowhere/");
  await expect(owner.page.getByText("There is no such page")).toBeVisible();
});
