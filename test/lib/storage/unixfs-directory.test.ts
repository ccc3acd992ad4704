import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { createMemoryStore } from "../../../lib/storage/memory-store.ts";
import type { FolderFile } from "../../../lib/storage/unixfs-directory.ts";
import { writeDirectory } from "../../../lib/storage/unixfs-directory.ts";
import { expectCode } from "../../support/errors.ts";
import { kuboNote, kuboVersion, startKubo } from "./kubo-process.ts";

const text = (content: string) => new TextEncoder().encode(content);
const files: FolderFile[] = [
  { path: "index.html", bytes: text("<p>home</p>") },
  { path: "a/b/c.txt", bytes: text("deep") },
  { path: "a/empty", bytes: new Uint8Array() },
  { path: "a-b.txt", bytes: text("sorts by bytes") },
  { path: "Z", bytes: text("before a") },
  { path: "ü.txt", bytes: text("after z") },
  { path: "large", bytes: new Uint8Array(2.5 * 1024 * 1024).map((_, i) => i % 251) },
];

const cidOf = async (some: readonly FolderFile[]) =>
  String((await writeDirectory(some, { store: createMemoryStore() })).cid);

describe("a directory", () => {
  it("has one CID, in whatever order its files come", async () => {
    expect(await cidOf(files.toReversed())).toBe(await cidOf(files));
  });

  it("has another CID with other bytes, or another name", async () => {
    const cid = await cidOf(files);
    for (const [i, { path, bytes }] of files.entries()) {
      expect(await cidOf(files.with(i, { path, bytes: text("other") }))).not.toBe(cid);
      expect(await cidOf(files.with(i, { path: `${path}x`, bytes }))).not.toBe(cid);
    }
  });

  it.each(["", "/a", "a/", "a//b", "../a", "./a", "index.html", "index.html/b", "a"])(
    "refuses '%s' beside the others",
    async (path) => {
      await expectCode("storage/malformed", () => cidOf([...files, { path, bytes: text("x") }]));
    },
  );

  it("refuses more entries than a block holds", async () => {
    const many = Array.from({ length: 120 }, (_, i) => ({
      path: `${"n".repeat(20_000)}${i}`,
      bytes: text("x"),
    }));
    await expectCode("storage/too-large", () => cidOf(many));
  });

  it.skipIf(kuboVersion === null)(`has the CID that Kubo gives it (${kuboNote})`, async () => {
    const folder = mkdtempSync(join(tmpdir(), "leasehold-folder-"));
    const kubo = await startKubo();
    try {
      for (const { path, bytes } of files) {
        mkdirSync(dirname(join(folder, path)), { recursive: true });
        writeFileSync(join(folder, path), bytes);
      }
      const flags = "--recursive --cid-version=1 --raw-leaves --chunker=size-1048576";
      const args = `add ${flags} --max-file-links=174 --quieter ${folder}`;
      expect(await cidOf(files)).toBe(await kubo.run(args.split(" ")));
    } finally {
      await kubo.close();
      rmSync(folder, { recursive: true });
    }
  });
});
