import { cpSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { listen } from "../../scripts/devnet/http.ts";
import { createStaticListener } from "../../scripts/devnet/static-server.ts";
import { SITE } from "../../scripts/site/build.ts";
import { expect, test } from "./support/fixtures.ts";

for (const mount of [
  "",
  "/ipfs/bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi",
  "/a/b/c",
]) {
  test(`the site works under ${mount}/`, async ({ page, request }) => {
    const folder = mkdtempSync(join(tmpdir(), "leasehold-mount-"));
    mkdirSync(join(folder, mount), { recursive: true });
    cpSync(SITE, join(folder, mount), { recursive: true });
    const network: unknown = await (await request.get("/devnet.json")).json();
    const json = { [`${mount}/devnet.json`]: network };
    const host = await listen(createStaticListener({ root: folder, json }), {
      host: "127.0.0.1",
      port: 0,
    });
    const root = `${host.url}${mount}`;

    const wrong: string[] = [];
    page.on("pageerror", (error) => wrong.push(String(error)));
    page.on("console", (message) => message.type() === "error" && wrong.push(message.text()));
    page.on("response", (answer) => answer.status() >= 400 && wrong.push(answer.url()));
    page.on("request", (asked) => {
      const outside = asked.url().startsWith(host.url) && !asked.url().startsWith(`${root}/`);
      if (outside) wrong.push(`outside of the site: ${asked.url()}`);
    });
    try {
      await page.goto(`${root}/`);
      await expect(page.getByText("Demo people")).toBeVisible(); // it found devnet.json beside it
      await page.evaluate(() => Object.assign(window, { sameDocument: true }));

      await page.getByRole("link", { name: "Lent to me" }).click();
      await expect(page).toHaveURL(`${root}/lent/`);
      await page.getByRole("link", { name: "My records" }).click();
      await expect(page).toHaveURL(`${root}/records/`);
      await page.goBack();
      await expect(page).toHaveURL(`${root}/lent/`);
      expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);

      await page.reload();
      await expect(page.getByRole("link", { name: "Lent to me" })).toBeVisible();
      await page.getByRole("link", { name: "Home" }).click();
      await expect(page).toHaveURL(`${root}/`);
      await expect(page.getByText("Demo people")).toBeVisible();

      // Where all sites of a gateway share an origin, keys stay closed.
      await page.getByRole("button", { name: "Patient" }).click();
      await page.getByRole("main").getByRole("button", { name: "Unlock" }).first().click();
      const refusal = page.getByText("Keys are not opened at this address");
      const unlocked = page.getByRole("button", { name: "unlocked" });
      await expect(mount.startsWith("/ipfs/") ? refusal.first() : unlocked).toBeVisible();
      if (mount.startsWith("/ipfs/")) await expect(unlocked).toBeHidden();
      expect(wrong).toEqual([]);
    } finally {
      await host.close();
      rmSync(folder, { recursive: true });
    }
  });
}
