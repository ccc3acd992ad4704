import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, BrowserContext, Page } from "@playwright/test";
import { chromium } from "@playwright/test";
import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  createRecord,
  exportRecords,
  grant,
  publishEntry,
  recoveryCode,
  revoke,
} from "../../lib/sharing/index.ts";
import { cidOf, DAG_CBOR, DAG_PB, digestOf, RAW } from "../../lib/storage/block.ts";
import { listen } from "../../scripts/devnet/http.ts";
import { createRpcListener } from "../../scripts/devnet/rpc-server.ts";
import { findChromium } from "../../scripts/test/chromium.ts";
import { buildWalkAway } from "../../scripts/walkaway/build.ts";
import type { Person, World } from "../lib/sharing/world.ts";
import { drain, file, startWorld } from "../lib/sharing/world.ts";

/*
 * The page from the disk, with nothing of the project running: no site, no devnet, no storage node.
 * What it opens was made by the library on a chain in this process, which a page can only reach
 * where a test puts a bare JSON-RPC endpoint before it.
 */

const BIG = new Uint8Array(2_300_000).map((_, i) => (i * 31) & 0xff);

let folder: string;
let page: string;
let browser: Browser;
let world: World;
let owner: Person;
let reader: Person;
let car: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "walk-away-"));
  page = join(folder, "walk-away.html");
  await writeFile(page, await buildWalkAway());
  const { executablePath, args, env } = findChromium();
  browser = await chromium.launch({
    executablePath,
    args,
    env: { ...process.env, ...env } as Record<string, string>,
  });
  world = await startWorld();
  [owner, reader] = [await world.person(0), await world.person(1)];
  const record = await makeRecord();
  await lend(reader, record);
  const bytes = await drain(await exportRecords(owner.context, owner.account, { as: "car" }));
  car = join(folder, "export.car");
  await writeFile(car, bytes);
}, 120_000);

afterAll(async () => {
  await browser?.close();
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

async function makeRecord(): Promise<Hex> {
  const { context, account } = owner;
  const section = { title: "Blood tests", description: "", message: "<b>hello</b>" };
  const files = [file("a.txt", "alpha"), file("big.bin", BIG)];
  const draft = { title: "My history", description: "", sections: [{ ...section, files }] };
  const { record } = await createRecord(context, account, { draft });
  const former = await world.person(2);
  await lend(former, record);
  await revoke(context, account, { record, grantee: former.account.address });
  const later = { message: "later", files: [file("b.txt", "beta")] };
  await publishEntry(context, account, { record, section: 1, draft: later });
  return record;
}

async function lend({ account: { address } }: Person, record: Hex): Promise<void> {
  const slice = await world.now();
  const terms = { grantee: address, sections: [0, 1], write: false, history: true };
  const window = { notBefore: slice, expiresAt: slice + 60 };
  await grant(owner.context, owner.account, { record, terms: { ...terms, ...window } });
}

/** Opens the page; `reached` collects every address that it asks for. */
async function open(options: { wallet?: Person } = {}): Promise<{
  context: BrowserContext;
  tab: Page;
  reached: string[];
}> {
  const context = await browser.newContext({ acceptDownloads: true });
  const { wallet } = options;
  if (wallet !== undefined) await installWallet(context, wallet);
  const tab = await context.newPage();
  const reached: string[] = [];
  tab.on("request", (request) => reached.push(request.url()));
  tab.on("pageerror", (error) => reached.push(`error: ${error.message}`));
  await tab.goto(pathToFileURL(page).href);
  return { context, tab, reached };
}

/** A wallet of the older kind, in the window; it signs by the chain's own accounts. */
async function installWallet(context: BrowserContext, { account }: Person): Promise<void> {
  await context.exposeFunction("askWallet", (method: string, params: unknown[]) =>
    method === "eth_requestAccounts"
      ? [account.address]
      : world.chain.provider.request({ method, params }),
  );
  await context.addInitScript(() => {
    const { askWallet } = window as never as {
      askWallet: (method: string, params: unknown) => Promise<unknown>;
    };
    Object.assign(window, {
      ethereum: {
        request: ({ method, params = [] }: { method: string; params?: unknown[] }) =>
          askWallet(method, params),
        on() {},
        removeListener() {},
      },
    });
  });
}

async function saved(tab: Page, button: string): Promise<Buffer> {
  const [download] = await Promise.all([
    tab.waitForEvent("download"),
    tab.getByRole("button", { name: button }).click(),
  ]);
  return readFile(await download.path());
}

/** Opens the first record of the list and compares what it holds. */
async function checkRecord(tab: Page): Promise<void> {
  const summary = tab.locator("summary", { hasText: "My history" });
  await summary.click();
  expect(await tab.getByText("<b>hello</b>").isVisible()).toBe(true);
  expect(await tab.getByText("later", { exact: true }).isVisible()).toBe(true);
  expect(String(await saved(tab, "Save b.txt"))).toBe("beta");
  expect(String(await saved(tab, "Save a.txt"))).toBe("alpha");
  expect(Buffer.compare(await saved(tab, "Save big.bin"), Buffer.from(BIG))).toBe(0);
}

/** A chain's JSON-RPC and nothing else. */
const startNode = () =>
  listen(
    createRpcListener((method, params) =>
      world.chain.provider.request({ method, params: [...params] }),
    ),
    { host: "127.0.0.1", port: 0 },
  );

/** Files named by their CIDs, and a server that knows no more than to give files. */
async function startStaticBlocks() {
  const root = join(folder, "ipfs");
  await mkdir(root, { recursive: true });
  for await (const cid of world.store.list()) {
    const bytes = await world.store.get(cid);
    for (const codec of [RAW, DAG_PB, DAG_CBOR] as const) {
      await writeFile(join(root, `${cidOf(digestOf(cid), codec)}`), bytes);
    }
  }
  return listen(
    async (request, response) => {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-allow-headers", "*");
      const [, name] = /^\/ipfs\/(\w+)(\?.*)?$/.exec(request.url ?? "") ?? [];
      const bytes = name && (await readFile(join(root, name)).catch(() => null));
      response.writeHead(bytes ? 200 : 404).end(bytes || undefined);
    },
    { host: "127.0.0.1", port: 0 },
  );
}

async function enterNode(tab: Page, url: string): Promise<void> {
  await tab.getByText("Without an export").click();
  await tab.getByLabel("Node").fill(url);
  await tab.getByLabel("Ledger contract").fill(world.chain.ledger.ledger);
  await tab.getByLabel("Key directory contract").fill(world.chain.ledger.keyDirectory);
}

describe("the walk-away page", () => {
  it("is the same at every build, names its script, and loads nothing", async () => {
    const html = await readFile(page, "utf8");
    expect(await buildWalkAway()).toBe(html);
    expect(html).not.toMatch(/<(script|link|img|iframe)[^>]*(src|href)=/);
    expect(html).toMatch(/default-src 'none'; script-src 'sha256-[^']+'; style-src 'sha256-/);
  });

  it("opens an export with the recovery code, and reaches for nothing", async () => {
    const { context, tab, reached } = await open();
    await tab.getByLabel("Export files").setInputFiles(car);
    await tab.getByText("export.car: 1 record of").waitFor();
    await tab.getByLabel("Recovery code").fill(recoveryCode(owner.account));
    await tab.getByRole("button", { name: "Open with the code" }).click();
    await checkRecord(tab);
    const zip = await saved(tab, "Save all my records as a ZIP");
    expect(zip.subarray(0, 2).toString()).toBe("PK");
    expect(reached.filter((url) => !/^(file|blob):/.test(url))).toEqual([]);
    await context.close();
  });

  it("says what is wrong with a code, and with a file", async () => {
    const { context, tab } = await open();
    await tab.getByRole("button", { name: "Open with the code" }).click();
    await tab.getByText("Choose an export file first").waitFor();
    const notes = join(folder, "notes.car");
    await writeFile(notes, "not a CAR at all");
    await tab.getByLabel("Export files").setInputFiles(notes);
    await tab.getByRole("alert").first().waitFor();
    await tab.getByLabel("Export files").setInputFiles(car);
    await tab.getByText("export.car: 1 record of").waitFor();
    const tries = [
      ["lhkey1 oops", "letter"],
      [recoveryCode(reader.account), "another account"],
    ] as const;
    for (const [code, words] of tries) {
      await tab.getByLabel("Recovery code").fill(code);
      await tab.getByRole("button", { name: "Open with the code" }).click();
      const alert = tab.getByRole("alert").filter({ hasText: new RegExp(words, "i") });
      await alert.waitFor();
    }
    await context.close();
  });

  it("opens what is owned and lent from a bare node and a server of blocks", async () => {
    const [node, blocks] = [await startNode(), await startStaticBlocks()];
    for (const person of [owner, reader]) {
      const { context, tab, reached } = await open();
      await enterNode(tab, node.url);
      await tab.getByLabel("Gateway").fill(blocks.url);
      await tab.getByLabel("Account").fill(person.account.address);
      await tab.getByLabel("Recovery code").fill(recoveryCode(person.account));
      await tab.getByRole("button", { name: "Open with the code" }).click();
      await checkRecord(tab);
      const others = reached.filter(
        (url) => !url.startsWith(node.url) && !url.startsWith(blocks.url),
      );
      expect(others.filter((url) => !/^(file|blob):/.test(url))).toEqual([]);
      await context.close();
    }
    await Promise.all([node.close(), blocks.close()]);
  });

  it("opens with a wallet, from a node and an export's blocks", async () => {
    const node = await startNode();
    const { context, tab } = await open({ wallet: owner });
    await tab.getByLabel("Export files").setInputFiles(car);
    await tab.getByText("export.car: 1 record of").waitFor();
    await enterNode(tab, node.url);
    await tab.getByText("With a wallet instead").click();
    await tab.getByRole("button", { name: "Open with Wallet" }).click();
    await checkRecord(tab);
    await context.close();
    await node.close();
  });

  it("says when the node does not answer", async () => {
    const { context, tab } = await open();
    await enterNode(tab, "http://127.0.0.1:9");
    await tab.getByLabel("Account").fill(owner.account.address);
    await tab.getByLabel("Recovery code").fill(recoveryCode(owner.account));
    await tab.getByRole("button", { name: "Open with the code" }).click();
    await tab.getByRole("alert").waitFor();
    await context.close();
  });
});
