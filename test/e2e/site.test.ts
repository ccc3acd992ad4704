import { globSync } from "node:fs";
import type { Page } from "@playwright/test";
import { SITE } from "../../scripts/site/build.ts";
import { textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import { createRecord, section, setUp } from "./support/person.ts";

/** The site's pages, as paths. */
const pages = globSync("**/index.html", { cwd: SITE })
  .map((file) => file.slice(0, -"index.html".length))
  .filter((path) => !/^(404|_not-found)\//.test(path));

/** Notes what a page loads from elsewhere, and what its policy keeps it from. */
async function watch(page: Page, allowed: readonly string[]): Promise<string[]> {
  const wrong: string[] = [];
  const origins = allowed.map((url) => new URL(url).origin);
  page.on("request", (request) => {
    const url = new URL(request.url());
    const isLocal = url.protocol === "data:" || url.protocol === "blob:";
    if (!isLocal && !origins.includes(url.origin)) wrong.push(request.url());
  });
  page.on("websocket", (socket) => wrong.push(socket.url()));
  page.on("console", (message) => {
    if (message.type() === "error") wrong.push(message.text());
  });
  await page.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => {
      console.error(`policy: ${event.violatedDirective} ${event.blockedURI}`);
    });
  });
  return wrong;
}

test("no page loads anything from a third party, or is kept from anything by its policy", async ({
  page,
  baseURL,
  devnet,
}) => {
  const { rpcUrls, storage } = devnet.network;
  const wrong = await watch(page, [baseURL!, ...rpcUrls, storage.kubo!, storage.gateway!]);
  expect(pages.length).toBeGreaterThan(4);
  for (const path of pages) {
    await page.goto(`/${path}`);
    await expect(page.getByRole("button", { name: "Connect", exact: true })).toBeVisible();
    await page.waitForLoadState("networkidle");
  }
  expect(wrong).toEqual([]);
});

test("every script and stylesheet is checked against its hash, those loaded later too", async ({
  page,
}) => {
  await page.goto("/");
  await expect(page.getByText("Demo people")).toBeVisible(); // all of its scripts have run
  const atFirst = await page.evaluate(() => document.scripts.length);
  await page.getByRole("link", { name: "My records" }).click();
  await page.getByRole("link", { name: "Lent to me" }).click();
  await page.waitForLoadState("networkidle");
  const loaded = await page.evaluate(() =>
    [...document.querySelectorAll<HTMLScriptElement | HTMLLinkElement>("script, link")]
      .filter((it) => ("src" in it ? it.src !== "" : it.rel === "stylesheet"))
      .map(({ outerHTML, integrity }) => ({ outerHTML, integrity })),
  );
  expect(loaded.length).toBeGreaterThan(0);
  expect(await page.evaluate(() => document.scripts.length)).toBeGreaterThanOrEqual(atFirst);
  for (const { integrity, outerHTML } of loaded) expect(integrity, outerHTML).toMatch(/^sha256-/);
});

test("a script that a host has changed does not run", async ({ page }) => {
  let changed = 0;
  await page.route("**/_next/static/chunks/*.js", async (route) => {
    const response = await route.fetch();
    const body = `${await response.text()};window.changedByHost=true;`;
    changed++;
    await route.fulfill({ response, body });
  });
  const errors: string[] = [];
  page.on("console", (message) => errors.push(message.text()));
  await page.goto("/");
  await expect.poll(() => errors.join("\n")).toContain("integrity");
  await page.waitForLoadState("networkidle");
  expect(changed).toBeGreaterThan(0);
  expect(await page.evaluate(() => "changedByHost" in window)).toBe(false);
});

test("files are encrypted in workers as the site has them, under the page's policy, or in the page", async ({
  enter,
}) => {
  const RECORD = {
    title: "Notes",
    sections: [{ name: "All", files: [textFile("a.txt", "text")] }],
  };
  const owner = await enter();
  await setUp(owner);
  await createRecord(owner, RECORD);
  await expect(section(owner, "All").getByText("a.txt")).toBeVisible();
  const [worker] = owner.page.workers();
  const outcome = await worker?.evaluate(() => {
    const { importScripts } = globalThis as unknown as { importScripts(url: string): void };
    try {
      importScripts("data:text/javascript,1");
      return "runs";
    } catch {
      return "refused";
    }
  });
  expect(outcome).toBe("refused");

  const other = await enter();
  let changed = 0;
  await other.page.route("**/workers/*.js", async (route) => {
    const response = await route.fetch();
    changed++;
    await route.fulfill({ response, body: `${await response.text()};` });
  });
  await setUp(other);
  await createRecord(other, RECORD);
  await expect(section(other, "All").getByText("a.txt")).toBeVisible();
  expect(changed).toBeGreaterThan(0);
  expect(other.page.workers()).toHaveLength(0);
});
