import { sha256 } from "@noble/hashes/sha2.js";
import { describe, expect, it } from "vitest";
import {
  addSection,
  createVolatileMemory,
  openRecord,
  readFile,
  resumeUpload,
} from "../../../../lib/sharing/index.ts";
import { expectCode } from "../../../support/errors.ts";
import { drain } from "../world.ts";
import { BYTES, desk, device, FILES, failingAt, only, prepareDesk } from "./desk.ts";

prepareDesk();

const draft = (title: string, files = FILES()) => ({ title, description: "", message: "", files });

const add = (person = device(), options: object = {}) =>
  addSection(person.context, person.account, {
    record: desk.record,
    draft: draft("Mine"),
    ...options,
  });

/** The owner at another device adds a section. */
async function addElsewhere() {
  const { context, account } = device();
  const elsewhere = { ...context, memory: createVolatileMemory() };
  const of = { record: desk.record, draft: draft("Theirs", []) };
  return addSection(elsewhere, account, of);
}

async function sections() {
  const { context, account } = device();
  const { sections } = await openRecord(context, account, { record: desk.record });
  return sections.map(({ index, title, entries }) => [index, title, entries.length]);
}

async function expectBoth() {
  expect(await sections()).toEqual([
    [1, "Scans", 1],
    [2, "Theirs", 1],
    [3, "Mine", 1],
  ]);
  const { context, account } = device();
  const opened = await openRecord(context, account, { record: desk.record });
  const [entry] = opened.sections.at(-1)?.entries ?? [];
  if (entry?.status !== "open") throw new TypeError("It does not open.");
  const scan = entry.files.find(({ name }) => name === "scan.bin") as (typeof entry.files)[number];
  expect(sha256(await drain(readFile(context, scan.handle)))).toEqual(sha256(BYTES));
}

describe("a new section whose number another device takes", () => {
  it.each([
    ["while it is stored", { resumable: false }],
    ["while it is stored as an upload", { resumable: true }],
  ])("takes the next one, %s", async (_, options) => {
    let isTaken = false;
    const onProgress = async (progress: { step: string; done?: number }) => {
      if (progress.step !== "encrypt" || isTaken) return;
      isTaken = true;
      taken = addElsewhere();
    };
    let taken: Promise<unknown> = Promise.resolve();
    const slow = device({
      put: async (...[block, put]) => {
        await taken;
        return desk.store.put(block, put);
      },
    });
    expect(await add(slow, { ...options, onProgress })).toMatchObject({ section: 3 });
    await expectBoth();
    expect(await only().catch(() => null)).toBeNull();
  });

  it("takes the next one when it goes on later, with all of its files", async () => {
    await expectCode("storage/unavailable", () => add(device(failingAt(4)), { resumable: true }));
    await addElsewhere();
    const { id } = await only();
    const { context, account } = device();
    await resumeUpload(context, account, { id, sources: FILES() });
    await expectBoth();
    expect(await only().catch(() => null)).toBeNull();
  });

  it("needs its files again where only publishing was left", async () => {
    const refusal = new DOMException("No.", "AbortError");
    const review = () => Promise.reject(refusal);
    const stopped = add(device(), { resumable: true, review });
    expect(await stopped.catch((error: unknown) => error)).toBe(refusal);
    const before = await only();
    expect(before.needed).toEqual([]);
    await addElsewhere();
    const { context, account } = device();
    const error = await expectCode("sharing/section-taken", () =>
      resumeUpload(context, account, { id: before.id, sources: [] }),
    );
    expect(error.details).toEqual({ files: ["scan.bin", "note.txt"] });
    const moved = await only();
    expect(moved).toMatchObject({ sections: [{ index: 3, title: "Mine" }], done: 0 });
    expect(moved.needed.map(({ name }) => name)).toEqual(["scan.bin", "note.txt"]);
    expect(await sections()).toHaveLength(2);
    await resumeUpload(context, account, { id: moved.id, sources: FILES() });
    await expectBoth();
  });

  it("is its own where it was published and nobody noticed", async () => {
    const lost = new DOMException("Lost.", "AbortError");
    const onProgress = (progress: { step: string }) => {
      if (progress.step === "confirm") control.abort(lost);
    };
    const control = new AbortController();
    const options = { resumable: true, onProgress, signal: control.signal };
    await add(device(), options).catch(() => null);
    const { context, account } = device();
    const left = await only().catch(() => null);
    if (left !== null) await resumeUpload(context, account, { id: left.id, sources: FILES() });
    expect(await sections()).toEqual([
      [1, "Scans", 1],
      [2, "Mine", 1],
    ]);
  });
});
