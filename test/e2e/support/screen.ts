import type { Locator, Page } from "@playwright/test";
import type { Viewer } from "./viewers.ts";

/** One screen in one state, for pictures of it and for checks that hold for all. */
export interface Screen {
  /** Of its picture: lower case, with hyphens. */
  name: string;
  who: Viewer;
  /**
   * Goes there. The viewer is on the home page, connected and unlocked as `who` says. Only by links
   * and buttons where an account is unlocked: a reload would lock it.
   */
  open: (page: Page) => Promise<unknown>;
  /** What is there once the screen is complete. */
  waitFor: (page: Page) => Locator;
  /** What it takes to close it, besides Escape. */
  leave?: (page: Page) => Promise<unknown>;
}
