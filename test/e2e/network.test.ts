import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { build } from "esbuild";
import { openNode } from "../../lib/sharing/stores.ts";
import { createStorageNode } from "../../scripts/devnet/storage-node.ts";
import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Person } from "./support/person.ts";
import { createRecord, hears, setUp } from "./support/person.ts";

const RECORD = { title: "Atlas", sections: [{ name: "Maps", files: [textFile("a.txt", "map")] }] };

/** A storage node of one's own, beside the devnet's. */
async function startStore() {
  const folder = await mkdtemp(join(tmpdir(), "leasehold-e2e-"));
  const { url, close } = await createStorageNode({ folder });
  const store = openNode({ name: "own", choice: { kind: "kubo", url, token: null } });
  return {
    url,
    name: new URL(url).host,
    close,
    remove: () => rm(folder, { recursive: true }),
    blocks: async () => {
      let count = 0;
      for await (const _ of store?.list() ?? []) count++;
      return count;
    },
  };
}

async function addTo({ page }: Person, kind: "node" | "store", address: string): Promise<void> {
  await page.getByRole("button", { name: `Add a ${kind}` }).click();
  const dialog = page.getByRole("dialog", { name: `Add a ${kind}` });
  await dialog.getByLabel("Address", { exact: true }).fill(address);
  await dialog.getByRole("button", { name: "Try it and add it" }).click();
}

test("nodes and stores are shown and added, an added store is filled, and one that stops is told", async ({
  enter,
  devnet,
}) => {
  const store = await startStore();
  const owner = await enter();
  const { page } = owner;
  await setUp(owner);
  const record = await createRecord(owner, RECORD);
  await page.getByRole("contentinfo").getByRole("link", { name: "Network" }).click();
  const nodes = page.getByRole("region", { name: "The chain’s nodes" });
  const stores = page.getByRole("region", { name: "Stores" });
  await expect(nodes.getByText("Works")).toHaveCount(1);
  await expect(nodes.getByText(/block \d/)).toBeVisible();
  await expect(stores.getByText("Works")).toHaveCount(2);
  await expect(page.getByRole("region", { name: "This device" })).toContainText("of the");

  // A node that is not there is not added; the devnet's, by another name, is.
  await addTo(owner, "node", "http://127.0.0.1:9");
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("does not answer");
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  const rpc = new URL(devnet.network.rpcUrls[0] as string);
  rpc.hostname = rpc.hostname === "localhost" ? "127.0.0.1" : "localhost";
  await addTo(owner, "node", rpc.href);
  await hears(owner, /The node answers/);
  await expect(nodes.getByText("Works")).toHaveCount(2);

  await addTo(owner, "store", store.url);
  await hears(owner, /The store works/);
  await expect(stores.getByText(store.name)).toBeVisible();
  await page.getByLabel("Copies before something is published").selectOption("2");

  // The account stayed unlocked: its record goes there by itself, and its copies can be counted.
  await expect.poll(store.blocks, { timeout: 60_000 }).toBeGreaterThan(3);
  await page
    .getByRole("navigation", { name: "Main" })
    .getByRole("link", { name: "My records" })
    .click();
  await page.getByRole("main").getByRole("link", { name: RECORD.title }).click();
  const copies = page.getByRole("region", { name: "Copies" });
  await copies.getByRole("button", { name: "Count the copies" }).click();
  await expect(copies.getByText(/blocks is in two stores or more|is in fewer/)).toBeVisible();
  await expect(async () => {
    await copies.getByRole("button", { name: "Count again" }).click();
    await expect(copies.getByText("Complete")).toHaveCount(2, { timeout: 2_000 });
  }).toPass();
  expect(page.url()).toBe(record);

  await page.goto("./network/");
  await expect(nodes.getByText("Works")).toHaveCount(2);
  await expect(stores.getByText(store.name)).toBeVisible();
  await expect(page.getByLabel("Copies before something is published")).toHaveValue("2");

  await store.close();
  await page.getByRole("button", { name: "Check now" }).click();
  await expect(stores.getByText("Does not answer", { exact: true })).toBeVisible();
  await expect(stores.getByText(/gets what it lacks when it is back/)).toBeVisible();
  const footer = page.getByRole("contentinfo");
  await expect(footer.getByText("something needs attention")).toBeAttached();
  await page.getByRole("button", { name: `Remove ${store.name}` }).click();
  await page.getByRole("alertdialog").getByRole("button", { name: "Remove" }).click();
  await expect(stores.getByText(store.name)).toBeHidden();
  await expect(page.getByLabel("Copies before something is published")).toHaveValue("1");
  await store.remove();
});

test("blocks can lie in the browser's files as well", async ({ page }) => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { createBlock, RAW } from "./lib/storage/block.ts";
        import { createOpfsStore } from "./lib/storage/opfs-store.ts";
        async function go() {
          const store = createOpfsStore();
          const codes = [];
          const code = (promise) => promise.then(() => null, (error) => error.code);
          const blocks = [];
          for (const size of [0, 1, 5000, 2 ** 20]) {
            blocks.push(await createBlock(crypto.getRandomValues(new Uint8Array(Math.min(size, 65536))), RAW));
          }
          for (const block of blocks) await store.put(block);
          for (const { cid, bytes } of blocks) {
            const read = await createOpfsStore().get(cid);
            codes.push(read.length === bytes.length && read.every((byte, i) => byte === bytes[i]));
          }
          let count = 0;
          for await (const _ of store.list()) count++;
          const [, one, tampered] = blocks;
          await store.delete(one.cid);
          codes.push(count, await store.has(one.cid), await code(store.get(one.cid)));
          const root = await (await navigator.storage.getDirectory()).getDirectoryHandle("leasehold-blocks");
          for await (const folder of root.values()) {
            for await (const file of folder.values()) {
              if ((await file.getFile()).size !== 5000) continue;
              const out = await file.createWritable({ keepExistingData: true });
              await out.write({ type: "write", position: 7, data: new Uint8Array([1, 2, 3]) });
              await out.close();
            }
          }
          codes.push(await code(store.get(tampered.cid)), await store.has(tampered.cid));
          return codes;
        }
        globalThis.outcome = go();`,
      resolveDir: process.cwd(),
      loader: "ts",
    },
    bundle: true,
    format: "iife",
    write: false,
  });
  await page.goto("./");
  await page.evaluate(outputFiles[0]?.text as string);
  const outcome = await page.evaluate(() => (globalThis as { outcome?: Promise<unknown> }).outcome);
  expect(outcome).toEqual([
    ...[true, true, true, true],
    ...[4, false, "storage/not-found"],
    ...["storage/wrong-block", false],
  ]);
});
