import type { Browser, Page } from "@playwright/test";
import { filmCode } from "./support/camera.ts";
import { test as base, expect } from "./support/fixtures.ts";
import { become } from "./support/viewers.ts";
import { fromSheet } from "./support/ways.ts";

const ADDRESS = "0x000000000000000000000000000000000000dEaD";

interface Camera {
  /** The text of the code that it sees. */
  sees: string;
  /** Whether the person lets the page use it. */
  isAllowed?: boolean;
}

/** With browsers that have a camera. */
const test = base.extend<{ enterWith: (camera: Camera) => Promise<Page> }>({
  enterWith: async ({ browser, launchOptions, contextOptions, baseURL }, use, testInfo) => {
    const browsers: Browser[] = [];
    await use(async ({ sees, isAllowed = true }) => {
      const film = testInfo.outputPath("code.y4m");
      filmCode(film, sees);
      const camera = [
        "--use-fake-device-for-media-stream",
        `--use-file-for-fake-video-capture=${film}`,
        `--use-fake-ui-for-media-stream${isAllowed ? "" : "=deny"}`,
      ];
      const args = [...(launchOptions.args ?? []), ...camera];
      const own = await browser.browserType().launch({ ...launchOptions, args });
      browsers.push(own);
      return own.newPage({ ...contextOptions, ...(baseURL !== undefined && { baseURL }) });
    });
    for (const own of browsers) await own.close();
  },
});

/** Has a contact's address read by the camera. */
async function scan(page: Page) {
  await become(page, "Newcomer");
  await fromSheet(page, "Contacts");
  await page.getByRole("button", { name: "Add a contact" }).click();
  await page.getByRole("button", { name: /^Scan/ }).click();
  return page.getByRole("dialog", { name: "Scan an address" });
}

test("a code that is held before the camera becomes a contact's address", async ({ enterWith }) => {
  const page = await enterWith({ sees: `ethereum:${ADDRESS}@1` });
  const dialog = await scan(page);
  await expect(dialog).toBeHidden();
  await expect(page.getByRole("textbox", { name: "Address" })).toHaveValue(ADDRESS);
});

test("a code without an address is told from one, and a camera that may not be used from none", async ({
  enterWith,
}) => {
  const page = await enterWith({ sees: "https://example.org/" });
  await expect(await scan(page)).toContainText("This code holds no address");
  const closed = await enterWith({ sees: ADDRESS, isAllowed: false });
  await expect(await scan(closed)).toContainText("The camera was not allowed");
});
