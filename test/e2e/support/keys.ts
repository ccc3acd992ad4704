import type { Locator, Page } from "@playwright/test";
import { expect } from "@playwright/test";

/** Goes on by the Tab key until something has the focus, which has to be seen. */
export async function tabTo(page: Page, wanted: Locator): Promise<void> {
  await expect(wanted).toBeVisible();
  for (let i = 0; i < 80; i += 1) {
    if (await wanted.evaluate((it) => it === document.activeElement)) {
      expect(await wanted.evaluate(showsFocus), `Focus shows on ${wanted}`).toBe(true);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`The Tab key does not lead to ${wanted}.`);
}

/** Goes there by the Tab key, and presses what works it. */
export async function pressOn(page: Page, wanted: Locator, key = "Enter"): Promise<void> {
  await tabTo(page, wanted);
  await page.keyboard.press(key);
}

/** Whether the element, or the card around it, is drawn with an outline or a ring. */
function showsFocus(element: Element): boolean {
  const around = [element, element.parentElement, element.parentElement?.parentElement];
  return around.some((it) => {
    if (!it) return false;
    const { outlineStyle, outlineWidth } = getComputedStyle(it);
    return outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
  });
}
