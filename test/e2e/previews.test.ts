import { readFileSync } from "node:fs";
import type { Locator } from "@playwright/test";
import { dicomFile, scan } from "../app/_screens/preview/dicom-files.ts";
import {
  hostileHtml,
  hostilePdf,
  hostileSvg,
  soundFile,
  startElsewhere,
  typedFile,
} from "./support/documents.ts";
import type { TestFile } from "./support/files.ts";
import { pictureFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import type { Person } from "./support/person.ts";
import { createRecord, setUp } from "./support/person.ts";

const BUNDLE = {
  resourceType: "Bundle",
  type: "document",
  entry: [
    { resource: { resourceType: "Patient", name: [{ given: ["Ada"], family: "Marsh" }] } },
    {
      resource: {
        resourceType: "Observation",
        code: { text: "Ferritin" },
        valueQuantity: { value: 28, unit: "ug/L" },
      },
    },
  ],
};

/** Made by another program; four files, one of them `notes/a.txt`. */
const ARCHIVE = "test/vectors/foreign.zip";

// Sound and video are answered for by the site's worker.
test.use({ serviceWorkers: "allow" });

async function withFiles(person: Person, files: TestFile[]): Promise<void> {
  await setUp(person);
  await createRecord(person, { title: "Binder", sections: [{ name: "Papers", files }] });
}

async function open({ page }: Person, name: string): Promise<Locator> {
  await page.getByRole("button", { name: `Open ${name}` }).click();
  const dialog = page.getByRole("dialog", { name });
  await expect(dialog).toBeVisible();
  return dialog;
}

async function close({ page }: Person): Promise<void> {
  // Not by the Escape key: what is in a frame keeps its keys.
  await page.getByRole("dialog").getByRole("button", { name: "Close" }).click();
  await expect(page.getByRole("dialog")).toBeHidden();
}

test("pictures, texts, tables, data, archives and medical documents show without a download", async ({
  enter,
}) => {
  const person = await enter();
  const rows = Array.from({ length: 1_200 }, (_, i) => `${i};"a;${i}"`).join("\n");
  await withFiles(person, [
    pictureFile("dot.png"),
    typedFile("note.txt", "text/plain", "line one\nline two"),
    typedFile(
      "plan.md",
      "text/markdown",
      `# Plan\n\n- **first**\n\n| a | b |\n| --- | --- |\n| 1 | 2 |\n\n<img src=x onerror="window.__ran=1">\n\n![pixel](https://elsewhere.example/p.png) [bad](javascript:window.__ran=1) [good](https://example.org/)`,
    ),
    typedFile("log.csv", "text/csv", `hour;value\n${rows}`),
    typedFile("deep.json", "application/json", '{"outer":{"inner":[1,"two"]}}'),
    typedFile("summary.json", "application/fhir+json", JSON.stringify(BUNDLE)),
    typedFile("broken.json", "application/json", "{"),
    { name: "scan.dcm", mimeType: "", buffer: Buffer.from(dicomFile(scan())) },
    { name: "papers.zip", mimeType: "application/zip", buffer: readFileSync(ARCHIVE) },
    typedFile("blob.bin", "application/octet-stream", "??"),
  ]);
  const { page } = person;

  const picture = (await open(person, "dot.png")).getByRole("img", { name: "dot.png" });
  await expect(picture).toHaveJSProperty("naturalWidth", 1);
  await close(person);
  await expect(await open(person, "note.txt")).toContainText("line two");
  await close(person);

  const plan = await open(person, "plan.md");
  await expect(plan.getByRole("heading", { name: "Plan", level: 3 })).toBeVisible();
  await expect(plan.getByRole("cell", { name: "2" })).toBeVisible();
  await expect(plan).toContainText("[Picture: pixel]");
  await expect(plan.getByRole("img")).toHaveCount(0);
  await expect(plan.getByRole("link")).toHaveCount(1);
  await expect(plan.getByRole("link", { name: "good" })).toHaveAttribute("rel", /noreferrer/);
  await close(person);

  const table = await open(person, "log.csv");
  await expect(table).toContainText("The first 1,000 rows");
  await expect(table.getByRole("columnheader", { name: "value" })).toBeVisible();
  await expect(table.getByRole("cell", { name: "a;7", exact: true })).toBeAttached();
  await close(person);

  const data = await open(person, "deep.json");
  await expect(data).not.toContainText("inner");
  await data.getByText("outer").click();
  await data.getByText("inner").click();
  await expect(data).toContainText('"two"');
  await close(person);

  const summary = await open(person, "summary.json");
  await expect(summary.getByRole("region", { name: "Patient" })).toContainText("Ada Marsh");
  await expect(summary.getByRole("region", { name: "Observations" })).toContainText("28 ug/L");
  await summary.getByRole("button", { name: "Show the data" }).click();
  await expect(summary).toContainText("resourceType");
  await close(person);

  // Four pixels, from black to white; brighter by hand, and back.
  const image = await open(person, "scan.dcm");
  await expect(image).toContainText("Ada Märsh");
  const greys = () =>
    image.getByRole("img", { name: "Picture" }).evaluate((element) => {
      const { data } =
        (element as HTMLCanvasElement).getContext("2d")?.getImageData(0, 0, 2, 2) ?? {};
      return [0, 4, 8, 12].map((at) => data?.[at] ?? Number.NaN);
    });
  await expect.poll(greys).toEqual([1, 65, 129, 255]);
  const brightness = image.getByRole("slider", { name: "Brightness" });
  await brightness.press("Home");
  await expect.poll(async () => (await greys())[2]).toBeGreaterThan(200);
  await image.getByRole("button", { name: "As the file says" }).click();
  await expect.poll(greys).toEqual([1, 65, 129, 255]);
  await close(person);

  const archive = await open(person, "papers.zip");
  await expect(archive).toContainText("4 files in the archive");
  await archive.getByRole("button", { name: "Open notes/a.txt" }).click();
  await expect(archive.getByRole("heading", { name: "notes/a.txt" })).toBeVisible();
  await expect(archive).toContainText("hello");
  await archive.getByRole("button", { name: "All files of papers.zip" }).click();
  await expect(archive.getByRole("button", { name: "Download packed.txt" })).toBeVisible();
  await close(person);

  await expect(await open(person, "broken.json")).toContainText("This cannot be shown as JSON");
  await close(person);
  await expect(page.getByRole("button", { name: "Open blob.bin" })).toHaveCount(0);
  expect(await page.evaluate(() => "__ran" in window)).toBe(false);
});

test("nothing in a hostile document runs or reaches anything", async ({ enter }) => {
  const person = await enter();
  const { page } = person;
  const elsewhere = await startElsewhere();
  const { reached } = elsewhere;
  page.on("dialog", (dialog) => reached.push(dialog.message()));
  page.on("popup", (popup) => reached.push(popup.url()));
  await withFiles(person, [
    hostileHtml("letter.html", elsewhere),
    hostileSvg("drawing.svg", elsewhere),
    hostilePdf("report.pdf", { line: "Ultrasound report", ...elsewhere }),
  ]);
  const ran = () => page.evaluate(() => "__ran" in window);
  const settle = () => page.waitForTimeout(1_000);

  const letter = await open(person, "letter.html");
  await expect(letter.locator("iframe")).toHaveAttribute("sandbox", "");
  const frame = letter.frameLocator("iframe");
  await expect(frame.getByRole("heading", { name: "Discharge letter" })).toBeVisible();
  await settle();
  await frame.getByRole("link", { name: "link" }).click();
  await frame.getByRole("button", { name: "send" }).click();
  await settle();
  expect([await ran(), reached]).toEqual([false, []]);
  await close(person);

  const drawing = (await open(person, "drawing.svg")).getByRole("img", { name: "drawing.svg" });
  await expect(drawing).toHaveJSProperty("naturalWidth", 120);
  await settle();
  expect([await ran(), reached]).toEqual([false, []]);
  await close(person);

  const report = await open(person, "report.pdf");
  const first = report.getByRole("figure", { name: "Page 1" });
  await expect(first).toContainText("Ultrasound report");
  await expect(report.getByRole("link")).toHaveCount(0);
  const drawn = () =>
    first.locator("canvas").evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const pixels = canvas.getContext("2d")?.getImageData(0, 0, canvas.width, canvas.height).data;
      return pixels?.some((value, i) => i % 4 === 0 && value < 100) ?? false;
    });
  await expect.poll(drawn).toBe(true);
  await settle();
  expect([await ran(), reached]).toEqual([false, []]);

  // It is there to be reached: the page itself may.
  await page.evaluate((url) => fetch(url), elsewhere.origin);
  expect(reached).toEqual(["/"]);
  elsewhere.close();
});

test("sound plays and seeks without the whole of it, and closes with the dialog", async ({
  enter,
}) => {
  const person = await enter();
  const { page } = person;
  const parts: number[] = [];
  page.on("response", (response) => {
    if (new URL(response.url()).pathname.startsWith("/media/")) parts.push(response.status());
  });
  await withFiles(person, [
    soundFile("lecture.wav", 900),
    typedFile("fake.mp3", "audio/mpeg", "not sound at all"),
  ]);
  const player = (await open(person, "lecture.wav")).getByLabel("lecture.wav", { exact: true });
  await expect(player).toHaveJSProperty("duration", 900);
  await player.evaluate((element) => {
    (element as HTMLAudioElement).currentTime = 800;
  });
  await expect(player).toHaveJSProperty("seeking", false);
  await expect(player).toHaveJSProperty("currentTime", 800);
  expect(parts.length).toBeGreaterThan(1);
  expect(new Set(parts)).toEqual(new Set([206]));

  const address = (await player.getAttribute("src")) as string;
  // Only as sound in a page: not by script, not as a page.
  const status = (url: string) => page.evaluate((it) => fetch(it).then((r) => r.status), url);
  expect(await status(address)).toBe(404);
  await close(person);
  await expect(await open(person, "fake.mp3")).toContainText("This cannot be shown as sound");
});
