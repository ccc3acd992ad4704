import { outlineOf, textFile } from "./support/files.ts";
import { expect, test } from "./support/fixtures.ts";
import {
  addEntry,
  createRecord,
  download,
  lend,
  openLent,
  section,
  setUp,
} from "./support/person.ts";

const RECORD = {
  title: "Shipment",
  sections: [{ name: "Log", files: [textFile("start.txt", "left the harbour")] }],
};

test("a writer adds an entry, which the owner and another reader open", async ({ enter }) => {
  const [owner, writer, reader] = [await enter(), await enter(), await enter()];
  for (const person of [writer, reader, owner]) await setUp(person);
  await createRecord(owner, RECORD);
  await lend(owner, { to: writer.wallet.address, sections: ["Log"], write: true });
  await lend(owner, { to: reader.wallet.address, sections: ["Log"] });

  const file = textFile("temperature.csv", "hour,degrees\n1,4.1\n");
  await openLent(writer, /Shipment/);
  await addEntry(writer, { section: "Log", note: "Cool all the way", files: [file] });
  await expect(section(writer, "Log")).toContainText("Cool all the way");

  await openLent(reader, /Shipment/);
  await expect(section(reader, "Log")).toContainText("Cool all the way", { timeout: 20_000 });
  expect(await download(reader, file.name)).toEqual(outlineOf(file));
  await expect(reader.page.getByRole("button", { name: /^Add entry/ })).toBeHidden();

  await expect(section(owner, "Log")).toContainText("Cool all the way", { timeout: 20_000 });
  expect(await download(owner, file.name)).toEqual(outlineOf(file));
});

test("two people publish at the same moment, and neither entry is lost", async ({ enter }) => {
  const [owner, writer] = [await enter(), await enter()];
  await setUp(writer);
  await setUp(owner);
  await createRecord(owner, RECORD);
  await lend(owner, { to: writer.wallet.address, sections: ["Log"], write: true });
  await openLent(writer, /Shipment/);

  // Both have sealed their entry onto the same predecessor before either is sent.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  owner.wallet.hold = held;
  writer.wallet.hold = held;
  const asked = (person: typeof owner) =>
    expect
      .poll(() => person.wallet.asked.filter((it) => it === "eth_sendTransaction").length)
      .toBeGreaterThan(person === owner ? 3 : 1);
  const published = Promise.all([
    addEntry(owner, { section: "Log", note: "Owner was here" }),
    addEntry(writer, { section: "Log", note: "Writer was here" }),
  ]);
  await Promise.all([asked(owner), asked(writer)]);
  release();
  await published;

  for (const person of [owner, writer]) {
    await expect(section(person, "Log")).toContainText("Owner was here", { timeout: 20_000 });
    await expect(section(person, "Log")).toContainText("Writer was here", { timeout: 20_000 });
  }
});

test("an owner adds a section, which nobody else sees before it is lent", async ({ enter }) => {
  const [owner, reader] = [await enter(), await enter()];
  await setUp(reader);
  await setUp(owner);
  await createRecord(owner, RECORD);
  await lend(owner, { to: reader.wallet.address, sections: ["Log"] });
  await openLent(reader, /Shipment/);

  await owner.page.getByRole("button", { name: "Add section" }).click();
  const dialog = owner.page.getByRole("dialog", { name: "Add a section" });
  await dialog.getByLabel("Section name").fill("Customs");
  await dialog.getByLabel("Note (optional)").fill("Nothing to declare");
  await dialog.getByRole("button", { name: "Encrypt and add" }).click();
  await expect(section(owner, "Customs")).toContainText("Nothing to declare", { timeout: 30_000 });

  await reader.page.reload();
  await reader.page.getByRole("main").getByRole("button", { name: "Unlock" }).click();
  await expect(section(reader, "Log")).toBeVisible();
  await expect(reader.page.locator("body")).not.toContainText("Customs");
});
