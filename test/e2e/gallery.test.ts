import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { Page } from "@playwright/test";
import { test as base, expect } from "@playwright/test";
import { canUnpack } from "../../scripts/test/chromium.ts";
import { comeToRest, expectAccessible } from "./support/accessible.ts";
import type { Screen } from "./support/screen.ts";
import { SCREENS } from "./support/screens.ts";
import { portOf, WORKERS } from "./support/sites.ts";
import type { Viewer } from "./support/viewers.ts";
import { become, hasNoHome } from "./support/viewers.ts";

// Every screen as it was when somebody last looked at it (docs/gallery). On a change that is meant,
// `npm run gallery` takes the pictures anew, to be looked at and committed.

/** Pictures are compared where they are taken by the browser from npm: others draw a little otherwise. */
const canCompare = canUnpack && !process.env.LEASEHOLD_CHROMIUM;
const NOW = "2027-03-01T09:00:00Z";
const LOOKS = [
  { size: "desktop", width: 1280, height: 800, scheme: "light", isChecked: false },
  { size: "desktop", width: 1280, height: 800, scheme: "dark", isChecked: true },
  { size: "phone", width: 360, height: 740, scheme: "dark", isChecked: false },
  { size: "phone", width: 360, height: 740, scheme: "light", isChecked: true },
] as const;

const HIGHEST = 2400;
/** As many screens are seen in one visit, so that visits can be shared out. */
const SCREENS_PER_VISIT = 10;

/** With a devnet for each worker whose clock begins at the moment of the pictures. */
const test = base.extend<object, { site: string }>({
  site: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
    async ({}, use, { parallelIndex }) => {
      const port = portOf(WORKERS + parallelIndex);
      const site = `http://localhost:${port}/`;
      const devnet = startDevnet(port);
      await expect.poll(() => answers(`${site}devnet.json`), { timeout: 300_000 }).toBe(true);
      await use(site);
      devnet.kill("SIGTERM");
      if (devnet.exitCode === null) await once(devnet, "exit");
    },
    { scope: "worker", timeout: 300_000 },
  ],
  baseURL: ({ site }, use) => use(site),
});

test.use({ timezoneId: "UTC" });
test.describe.configure({ mode: "parallel" });

for (const { who, number, screens } of visits()) {
  test(`every screen is as it was, and in nobody's way: ${who}, ${number}`, async ({ page }) => {
    test.setTimeout(900_000);
    await page.clock.setSystemTime(NOW);
    await become(page, who);
    for (const screen of screens) await test.step(screen.name, () => show(page, screen));
  });
}

interface Visit {
  who: Viewer;
  number: number;
  screens: Screen[];
}

function visits(): Visit[] {
  const all: Visit[] = [];
  for (const screen of SCREENS) {
    const theirs = all.filter(({ who }) => who === screen.who);
    const last = theirs.at(-1);
    if (last !== undefined && last.screens.length < SCREENS_PER_VISIT) last.screens.push(screen);
    else all.push({ who: screen.who, number: theirs.length + 1, screens: [screen] });
  }
  return all;
}

/** Goes to a screen, looks at it from all sides, and goes home. */
async function show(page: Page, { name, who, open, waitFor, leave }: Screen): Promise<void> {
  await open(page);
  await expect(waitFor(page)).toBeVisible();
  await settle(page);
  await putAwayMessages(page);
  await page.mouse.move(0, 0); // what was clicked on last is not under it in other sizes
  for (const shape of LOOKS) {
    await look(page, shape);
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth > window.innerWidth,
    );
    expect.soft(wide, `${name} is wider than its ${shape.size}`).toBe(false);
    // Each size and each theme once: a second time would find the same.
    if (shape.isChecked) await expectAccessible(page);
    if (!canCompare) continue;
    const picture = `${name}-${shape.size}-${shape.scheme}.png`;
    // Where a page went on growing, its window is not as high as it: then it is looked at again.
    let looks = 1;
    await expect
      .soft(async () => {
        if (looks++ > 1) await look(page, shape);
        await expect(page).toHaveScreenshot(picture, { maxDiffPixelRatio: 0.05, timeout: 5_000 });
      })
      .toPass({ timeout: 60_000 });
  }
  await look(page, LOOKS[0]);
  if (hasNoHome(who)) {
    await page.goto("./");
    return;
  }
  await leave?.(page);
  const dialog = page.getByRole("dialog").or(page.getByRole("alertdialog"));
  await expect(async () => {
    if ((await dialog.count()) > 0) await page.keyboard.press("Escape");
    await expect(dialog).toHaveCount(0, { timeout: 1_000 });
  }).toPass({ timeout: 30_000 });
  await page.getByRole("banner").getByRole("link", { name: "Leasehold" }).click();
  await expect(page.getByRole("heading", { name: "Home", level: 1 })).toBeVisible();
}

/** Messages go by themselves, sooner or later: pictures are without. */
async function putAwayMessages(page: Page): Promise<void> {
  const messages = page.getByRole("region", { name: "Messages", includeHidden: true });
  await messages.evaluateAll((all) => {
    for (const it of all) for (const button of it.querySelectorAll("button")) button.click();
  });
  await expect(messages.locator("button")).toHaveCount(0);
}

/** Waits until a page has been as high, and of as many elements, for a second. */
async function settle(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  let known = "";
  let since = Date.now();
  await expect(async () => {
    const now = await page.evaluate(
      () => `${document.documentElement.scrollHeight} ${document.querySelectorAll("*").length}`,
    );
    if (now !== known) [known, since] = [now, Date.now()];
    expect(Date.now() - since).toBeGreaterThan(1_000);
  }).toPass({ intervals: [200] });
}

/** Shows a page in one of the looks, in a window that is as high as the page, or its dialog, needs. */
async function look(page: Page, { width, height, scheme }: (typeof LOOKS)[number]): Promise<void> {
  await page.emulateMedia({ colorScheme: scheme, reducedMotion: "reduce" });
  await page.setViewportSize({ width, height }); // some heights are parts of the window's
  await comeToRest(page);
  const needed = await page.evaluate(heightNeeded);
  if (needed > height) {
    await page.setViewportSize({ width, height: Math.min(needed, HIGHEST) });
    await comeToRest(page);
  }
  await page.evaluate(() => window.scrollTo(0, 0));
}

/** Runs in the page: how high its window has to be for all of the dialog that is open, or of the page. */
function heightNeeded(): number {
  const dialog = [...document.querySelectorAll("[role=dialog], [role=alertdialog]")].at(-1);
  if (dialog === undefined) return document.documentElement.scrollHeight;
  const hidden = [...dialog.querySelectorAll("*")]
    .filter((it) => getComputedStyle(it).overflowY === "auto")
    .map((it) => it.scrollHeight - it.clientHeight);
  const { height } = dialog.getBoundingClientRect();
  const share = Math.min(1, height / window.innerHeight); // a dialog may take a part of the window
  return Math.ceil((height + Math.max(0, ...hidden)) / share);
}

function startDevnet(port: number): ChildProcess {
  const env = {
    ...process.env,
    LEASEHOLD_STATE: `.cache/e2e-${port}`,
    LEASEHOLD_RPC_PORT: String(port + 1),
    LEASEHOLD_STORAGE_PORT: String(port + 2),
  };
  const args = ["scripts/start.ts", "--fresh", "--now", NOW, "--port", String(port)];
  return spawn(process.execPath, args, { env, stdio: "ignore" });
}

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    ({ ok }) => ok,
    () => false,
  );
}
