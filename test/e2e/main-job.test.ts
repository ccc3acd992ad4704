import { outlineOf, pictureFile, randomFile, textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import {
  createRecord,
  download,
  hears,
  lend,
  openLent,
  section,
  setUp,
  unlock,
} from "./support/person.ts";

test("an owner lends chosen sections; the grantee opens exactly those until the lease runs out", async ({
  enter,
  devnet,
}) => {
  const [owner, reader] = [await enter(), await enter()];
  await setUp(reader);
  await setUp(owner);

  const report = textFile("Bericht März.txt", "Alles in Ordnung.\n");
  const picture = pictureFile("scan.png");
  const large = randomFile("raw data.bin", 3 * 1024 * 1024 + 17);
  const empty = textFile("empty.txt", "");
  const secret = textFile("diary.txt", "Nobody's business.");
  const address = await createRecord(owner, {
    title: "Health",
    sections: [
      { name: "Blood tests", note: "Spring check-up", files: [report, empty] },
      { name: "Scans", files: [picture, large] },
      { name: "Therapy", files: [secret] },
    ],
  });
  await expect(section(owner, "Sharing")).toContainText("Lent to nobody");

  await lend(owner, { to: reader.wallet.address, sections: ["Blood tests", "Scans"] });
  await hears(owner, /^Lent to/);
  await expect(section(owner, "Sharing").getByText("Live")).toBeVisible();
  await expect(section(owner, "Sharing").getByRole("timer")).toHaveAccessibleName(
    /ends in (59|1 hour)/,
  );

  await openLent(reader, /Health/);
  await expect(reader.page.getByRole("heading", { name: "Health", level: 1 })).toBeVisible();
  await expect(section(reader, "Blood tests")).toContainText("Spring check-up");
  for (const file of [report, empty, picture, large]) {
    expect(await download(reader, file.name)).toEqual(outlineOf(file));
  }
  const seen = await reader.page.locator("body").innerText();
  expect(seen).not.toContain("Therapy");
  expect(seen).not.toContain("diary");

  await devnet.pass(61);
  await expect(reader.page.getByText("This lease has run out")).toBeVisible({ timeout: 15_000 });
  await expect(section(reader, "Blood tests")).toBeHidden();
  await expect(reader.page.locator("body")).not.toContainText("Bericht");

  await reader.page.reload();
  await unlock(reader);
  await expect(reader.page.getByText("This lease has run out")).toBeVisible();
  await expect(owner.page).toHaveURL(address);
  await expect(section(owner, "Sharing")).toContainText("1 earlier lease");
});

test("somebody to whom nothing was lent is told so", async ({ enter }) => {
  const [owner, stranger] = [await enter(), await enter()];
  await setUp(owner);
  const address = await createRecord(owner, {
    title: "Private",
    sections: [{ name: "Only mine", files: [textFile("a.txt", "a")] }],
  });
  await setUp(stranger);
  await stranger.page.goto(address);
  await unlock(stranger);
  await expect(stranger.page.getByText("Nothing of this record was lent to you")).toBeVisible();
  await expect(stranger.page.locator("body")).not.toContainText("Private");
});
