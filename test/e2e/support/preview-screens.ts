import type { Screen } from "./screen.ts";
import { openFile } from "./ways.ts";

/** A file of each kind in the patient's record, opened. */
export const PREVIEWS: readonly Screen[] = [
  {
    name: "preview-image",
    who: "Patient",
    open: (page) => openFile(page, "thyroid-ultrasound.png"),
    waitFor: (page) => page.getByRole("dialog").getByRole("img"),
  },
  {
    name: "preview-table",
    who: "Patient",
    open: (page) => openFile(page, "blood-count-2026-03.csv"),
    waitFor: (page) => page.getByRole("dialog").getByRole("table"),
  },
  {
    name: "preview-markdown",
    who: "Patient",
    open: (page) => openFile(page, "medication.md"),
    waitFor: (page) => page.getByRole("dialog").getByRole("heading").nth(1),
  },
  {
    name: "preview-medical",
    who: "Patient",
    open: (page) => openFile(page, "thyroid-2026-09.json"),
    waitFor: (page) => page.getByRole("dialog").getByText("Observations"),
  },
  {
    name: "preview-text",
    who: "Patient",
    open: (page) => openFile(page, "report.txt"),
    waitFor: (page) => page.getByRole("dialog").getByText("no nodules"),
  },
  {
    name: "preview-json",
    who: "Patient",
    open: async (page) => {
      await openFile(page, "thyroid-2026-09.json");
      await page.getByRole("dialog").getByRole("button", { name: "Show the data" }).click();
    },
    waitFor: (page) => page.getByRole("dialog").getByText("resourceType").first(),
  },
];
