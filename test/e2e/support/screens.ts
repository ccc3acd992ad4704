import { PREVIEWS } from "./preview-screens.ts";
import type { Screen } from "./screen.ts";
import {
  fillLease,
  fromSheet,
  go,
  heading,
  main,
  onRecord,
  openLent,
  openLot,
  openNetwork,
  openRecord,
  openSheet,
  visit,
} from "./ways.ts";

/** Every screen and dialog that can be reached without sending anything. */
export const SCREENS: readonly Screen[] = [
  {
    name: "welcome",
    who: "nobody",
    open: async () => {},
    waitFor: (page) => page.getByRole("button", { name: "Patient" }).first(),
  },
  {
    name: "gate-disconnected",
    who: "nobody",
    open: visit("records/"),
    waitFor: (page) => page.getByRole("heading", { name: "Connect a wallet" }),
  },
  { name: "recover", who: "nobody", open: visit("recover/"), waitFor: heading(/./) },
  {
    name: "link-none",
    who: "nobody",
    open: visit("link/"),
    waitFor: (page) => main(page).getByText(/link/i).first(),
  },
  { name: "not-found", who: "nobody", open: visit("nowhere/"), waitFor: heading(/./) },
  {
    name: "home-not-set-up",
    who: "Newcomer",
    open: async () => {},
    waitFor: (page) => page.getByText("One step is left"),
  },
  {
    name: "set-up",
    who: "Newcomer",
    open: (page) => page.getByRole("link", { name: "Set up" }).click(),
    waitFor: (page) => page.getByRole("button", { name: "Make my key" }),
  },
  {
    name: "home-locked",
    who: "Patient, locked",
    open: async () => {},
    waitFor: (page) => page.getByText("Your records are locked"),
  },
  {
    name: "gate-locked",
    who: "Patient, locked",
    open: go("My records"),
    waitFor: (page) => page.getByText("Unlock with your wallet"),
  },
  {
    name: "home",
    who: "Patient",
    open: async () => {},
    waitFor: (page) => page.getByRole("group", { name: /^Timeline of/ }),
  },
  {
    name: "records",
    who: "Patient",
    open: go("My records"),
    waitFor: (page) => page.getByText(/4 sections/),
  },
  {
    name: "new-record",
    who: "Patient",
    open: go("New record"),
    waitFor: (page) => page.getByLabel("Title"),
  },
  {
    name: "record",
    who: "Patient",
    open: openRecord,
    waitFor: (page) => page.getByRole("group", { name: /^Timeline of/ }),
  },
  {
    name: "record-by-section",
    who: "Patient",
    open: async (page) => {
      await openRecord(page);
      await page.getByText("By section").click();
    },
    waitFor: (page) => page.getByText(/entr(y|ies) by/).first(),
  },
  {
    name: "record-table",
    who: "Patient",
    open: async (page) => {
      await openRecord(page);
      await page.getByText("Table", { exact: true }).click();
    },
    waitFor: (page) => page.getByRole("table"),
  },
  {
    name: "record-lease",
    who: "Patient",
    open: async (page) => {
      await openRecord(page);
      await page
        .getByRole("button", { name: /^Specialist:/ })
        .first()
        .click();
    },
    waitFor: (page) => page.getByRole("region", { name: /^Lease of/ }),
  },
  {
    name: "lend",
    who: "Patient",
    open: (page) => onRecord(page, "Lend"),
    waitFor: (page) => page.getByRole("dialog", { name: "Lend" }),
  },
  {
    name: "lend-link",
    who: "Patient",
    open: async (page) => {
      await onRecord(page, "Lend");
      await page.getByLabel("Anyone with a link").check();
    },
    waitFor: (page) => page.getByRole("dialog", { name: "Lend" }),
  },
  {
    name: "lend-filled",
    who: "Patient",
    open: fillLease,
    waitFor: (page) => page.getByText("Has published a key."),
  },
  {
    name: "lend-cost",
    who: "Patient",
    open: async (page) => {
      await fillLease(page);
      await page.getByRole("dialog").getByRole("button", { name: "Lend" }).click();
    },
    waitFor: (page) => page.getByRole("button", { name: "Continue to wallet" }),
    leave: (page) =>
      page.getByRole("region", { name: "Cost" }).getByRole("button", { name: "Cancel" }).click(),
  },
  {
    name: "lend-group",
    who: "Patient",
    open: async (page) => {
      await onRecord(page, "Lend");
      const dialog = page.getByRole("dialog", { name: "Lend" });
      for (const person of ["Specialist", "Laboratory", "Auditor"]) {
        await dialog.getByRole("button", { name: person }).click();
        await dialog.getByRole("button", { name: "Add another person" }).click();
      }
      await dialog.getByLabel("Imaging").check();
      await dialog.getByLabel("New entries only").check();
      await dialog.getByLabel("Two weeks").check();
    },
    waitFor: (page) => page.getByText("3 people chosen"),
  },
  {
    name: "change-lease",
    who: "Patient",
    open: async (page) => {
      await openRecord(page);
      await page
        .getByRole("button", { name: /^Change the lease of/ })
        .first()
        .click();
    },
    waitFor: (page) => page.getByRole("dialog", { name: /^Change/ }),
  },
  {
    name: "end-lease",
    who: "Patient",
    open: async (page) => {
      await openRecord(page);
      await page
        .getByRole("button", { name: /^End the lease of/ })
        .first()
        .click();
    },
    waitFor: (page) => page.getByRole("alertdialog"),
  },
  {
    name: "add-entry",
    who: "Patient",
    open: async (page) => {
      await openRecord(page);
      await page.getByRole("button", { name: "Add entry to Imaging" }).click();
    },
    waitFor: (page) => page.getByRole("dialog"),
  },
  {
    name: "add-section",
    who: "Patient",
    open: (page) => onRecord(page, "Add section"),
    waitFor: (page) => page.getByRole("dialog"),
  },
  {
    name: "pass-on",
    who: "Patient",
    open: (page) => onRecord(page, "Pass it on"),
    waitFor: (page) => page.getByRole("dialog"),
  },
  ...PREVIEWS,
  {
    name: "lent-empty",
    who: "Patient",
    open: go("Lent to me"),
    waitFor: (page) => page.getByText("Nothing was lent to you yet"),
  },
  { name: "requests-empty", who: "Patient", open: go("Requests"), waitFor: heading("Requests") },
  {
    name: "activity",
    who: "Patient",
    open: (page) => main(page).getByRole("link", { name: "Activity" }).click(),
    waitFor: (page) => page.getByRole("region", { name: "What happened" }),
  },
  { name: "account", who: "Patient", open: openSheet, waitFor: (page) => page.getByRole("dialog") },
  {
    name: "contacts-empty",
    who: "Patient",
    open: (page) => fromSheet(page, "Contacts"),
    waitFor: heading("Contacts"),
  },
  {
    name: "contact-add",
    who: "Patient",
    open: async (page) => {
      await fromSheet(page, "Contacts");
      await page.getByRole("button", { name: "Add a contact" }).click();
    },
    waitFor: (page) => page.getByRole("dialog"),
  },
  {
    name: "address-code",
    who: "Patient",
    open: async (page) => {
      await fromSheet(page, "Contacts");
      await page.getByRole("button", { name: /as a QR code$/ }).click();
    },
    waitFor: (page) => page.getByRole("img", { name: /^QR code/ }),
  },
  {
    name: "keys",
    who: "Patient",
    open: (page) => fromSheet(page, "Your keys"),
    waitFor: heading("Your keys"),
  },
  {
    name: "export",
    who: "Patient",
    open: (page) => fromSheet(page, "Export and import"),
    waitFor: heading(/Export/),
  },
  {
    name: "network",
    who: "Patient",
    open: openNetwork,
    waitFor: heading("Network"),
  },
  {
    name: "lent",
    who: "Specialist",
    open: go("Lent to me"),
    waitFor: (page) =>
      main(page)
        .getByRole("link", { name: /Medical history|A record of/ })
        .first(),
  },
  {
    name: "lent-record",
    who: "Specialist",
    open: openLent,
    waitFor: (page) => page.getByRole("region", { name: "Your lease" }),
  },
  {
    name: "ask",
    who: "Specialist",
    open: async (page) => {
      await openLent(page);
      await main(page)
        .getByRole("button", { name: /^Ask for/ })
        .first()
        .click();
    },
    waitFor: (page) => page.getByRole("dialog").getByLabel("What for (optional)"),
  },
  {
    name: "signed",
    who: "Specialist",
    open: async (page) => {
      await go("Lent to me")(page);
      await main(page).getByRole("link", { name: "Open it" }).click();
    },
    waitFor: heading("Signed, not sent"),
  },
  {
    name: "requests",
    who: "Supplier",
    open: go("Requests"),
    waitFor: (page) => main(page).getByText("We analyse a sample of this lot"),
  },
  {
    name: "approve",
    who: "Supplier",
    open: async (page) => {
      await go("Requests")(page);
      await main(page)
        .getByRole("button", { name: /^Approve with changes/ })
        .click();
    },
    waitFor: (page) => page.getByRole("dialog").getByRole("status", { name: "What will happen" }),
  },
  {
    name: "preview-pdf",
    who: "Supplier",
    open: async (page) => {
      await openLot(page);
      await page.getByRole("button", { name: "Open certificate.pdf" }).click();
    },
    waitFor: (page) => page.getByRole("dialog").locator("canvas"),
  },
  {
    name: "offered",
    who: "Auditor",
    open: go("Lent to me"),
    waitFor: (page) => page.getByText("Origin and Deliveries · 2 entries"),
  },
  {
    name: "offer-accept",
    who: "Auditor",
    open: (page) => main(page).getByRole("button", { name: "Take it over" }).click(),
    waitFor: (page) => page.getByRole("alertdialog"),
  },
  {
    name: "link-open",
    who: "Supplier, by a link",
    open: async () => {},
    waitFor: (page) => page.getByRole("region", { name: "Your lease" }),
  },
  {
    name: "recovered",
    who: "Patient, recovered",
    open: async () => {},
    waitFor: (page) => main(page).getByText("Medical history"),
  },
  {
    name: "away-home",
    who: "Patient, away",
    open: async () => {},
    waitFor: (page) => page.getByRole("group", { name: /^Timeline of/ }),
  },
  {
    name: "away-lend",
    who: "Patient, away",
    open: fillLease,
    waitFor: (page) => page.getByRole("button", { name: "Sign it and send when back" }),
  },
  {
    name: "away-new-record",
    who: "Patient, away",
    open: go("New record"),
    waitFor: (page) => page.getByRole("button", { name: "Keep it and send when back" }),
  },
  {
    name: "away-record",
    who: "Patient, away",
    open: async (page) => {
      await openRecord(page);
      await page.getByRole("button", { name: "Add entry to Imaging" }).click();
      const dialog = page.getByRole("dialog");
      await dialog.getByLabel("Note (optional)").fill("Ultrasound, repeated");
      await dialog.getByRole("button", { name: "Keep it and send when back" }).click();
    },
    waitFor: (page) => page.getByRole("status").filter({ hasText: "1 thing waits" }),
  },
  {
    name: "away-network",
    who: "Patient, away",
    open: openNetwork,
    waitFor: (page) => main(page).getByText("Ultrasound, repeated"),
  },
];
