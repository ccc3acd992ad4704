import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listen } from "../../scripts/devnet/http.ts";
import { createStaticListener } from "../../scripts/devnet/static-server.ts";
import { SITE } from "../../scripts/site/build.ts";
import { writeWorkerFiles } from "../../scripts/site/worker-files.ts";
import { expect, test } from "./support/fixtures.ts";

test.use({ serviceWorkers: "allow" });

test("an installed site says when a new version is there, and goes over to it when asked", async ({
  page,
  devnet,
}) => {
  const folder = mkdtempSync(join(tmpdir(), "leasehold-version-"));
  cpSync(SITE, folder, { recursive: true });
  const json = { "/devnet.json": devnet.network };
  const listener = createStaticListener({ root: folder, json });
  const host = await listen(listener, { host: "127.0.0.1", port: 0 });
  const newer = page.locator("meta[name=newer]");
  const notice = page.getByRole("status").filter({ hasText: "A new version is ready" });
  try {
    await page.goto(host.url);
    await expect
      .poll(() => page.evaluate(() => navigator.serviceWorker.controller !== null))
      .toBe(true);
    await expect(page.getByText("Demo people")).toBeVisible();
    await expect(notice).toBeHidden();

    const path = join(folder, "index.html");
    const html = readFileSync(path, "utf8");
    writeFileSync(path, html.replace("</head>", '<meta name="newer"></head>'));
    writeWorkerFiles(folder);
    await page.reload();
    await expect(newer).toHaveCount(0); // the version that it began with, until somebody says so
    await notice.getByRole("button", { name: "Reload" }).click();
    await expect(newer).toHaveCount(1);
    await expect(page.getByText("Demo people")).toBeVisible();
    await expect(notice).toBeHidden();
  } finally {
    await host.close();
    rmSync(folder, { recursive: true });
  }
});
