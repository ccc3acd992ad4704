import { test as base } from "@playwright/test";
import type { Hex } from "viem";
import type { Devnet } from "./devnet.ts";
import { findDevnet } from "./devnet.ts";
import type { Person } from "./person.ts";
import { siteOf } from "./sites.ts";
import { createTestWallet } from "./wallet.ts";

interface Fixtures {
  devnet: Devnet;
  /** Somebody new with a funded account, or with the account of a key, in a browser profile of their own. */
  enter: (options?: EnterOptions) => Promise<Person>;
}

interface EnterOptions {
  privateKey?: Hex;
  ether?: number;
  /** Leaves the question whether to pay a fee to the test; without it, the answer is yes. */
  reviewsCosts?: boolean;
}

/** Tests with people in them. A page that throws, or logs an error, fails the test. */
export const test = base.extend<Fixtures>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads what a fixture needs from its pattern.
  baseURL: async ({}, use, { parallelIndex }) => {
    await use(siteOf(parallelIndex));
  },
  devnet: async ({ baseURL }, use) => {
    await use(await findDevnet(baseURL as string));
  },
  enter: async ({ browser, contextOptions, devnet }, use) => {
    const people: Person[] = [];
    const failures: string[] = [];
    await use(async ({ privateKey, ether, reviewsCosts = false } = {}) => {
      const wallet = createTestWallet(devnet, privateKey);
      await devnet.fund(wallet.address, ether);
      const context = await browser.newContext(contextOptions);
      await wallet.install(context);
      if (!reviewsCosts) await context.addInitScript(agreeToCosts);
      const page = await context.newPage();
      page.on("pageerror", (error) => failures.push(error.message));
      const person = { page, context, wallet };
      people.push(person);
      return person;
    });
    for (const { context } of people) await context.close();
    base.expect(failures, "no page threw").toEqual([]);
  },
});

export const { expect } = base;

/** Runs in every page: goes on to the wallet as soon as a cost is shown. */
function agreeToCosts(): void {
  setInterval(() => {
    for (const button of document.querySelectorAll("button")) {
      if (button.textContent === "Continue to wallet") button.click();
    }
  }, 50);
}
