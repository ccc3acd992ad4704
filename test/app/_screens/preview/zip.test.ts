import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openZip, unpack } from "../../../../app/_screens/preview/zip.ts";

/** Made by another program: two stored, one packed, one of a size that packs to nothing. */
const MAKE = `
import sys, zipfile
with zipfile.ZipFile(sys.argv[1], "w") as z:
    z.writestr("notes/a.txt", "hello")
    z.writestr(zipfile.ZipInfo("empty/"), "")
    z.writestr("../up.txt", "up")
    z.writestr("packed.txt", "again and again " * 10000, zipfile.ZIP_DEFLATED)
    z.writestr("filler.bin", bytes(range(256)) * 40000)
    z.writestr("bomb.txt", "0" * 20000000, zipfile.ZIP_DEFLATED)
`;

let folder: string;
let bytes: Uint8Array;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "zip-view-"));
  const path = join(folder, "made.zip");
  execFileSync("python3", ["-c", MAKE, path]);
  bytes = new Uint8Array(readFileSync(path));
});

afterAll(() => rmSync(folder, { recursive: true }));

/** The archive in parts, and how much of it was asked for. */
function parts(of = bytes) {
  const read = { bytes: 0 };
  return {
    read: read,
    of: {
      size: of.length,
      read: async (from: number, to: number) => {
        read.bytes += Math.min(to, of.length) - from;
        return of.slice(from, to);
      },
    },
  };
}

const text = new TextDecoder();
const { signal } = new AbortController();

describe("looking into a ZIP", () => {
  it("lists its files, and reads hardly more than the list", async () => {
    const archive = parts();
    const members = await openZip(archive.of);
    expect(members.map(({ name, size }) => [name, size])).toEqual([
      ["notes/a.txt", 5],
      ["../up.txt", 2],
      ["packed.txt", 160_000],
      ["filler.bin", 10_240_000],
      ["bomb.txt", 20_000_000],
    ]);
    expect(archive.read.bytes).toBeLessThan(200_000);
  });

  it("unpacks one of them alone", async () => {
    const archive = parts();
    const members = await openZip(archive.of);
    const packed = await unpack(members[2] as never, { most: 1e6, signal });
    expect(text.decode(packed as Uint8Array)).toBe("again and again ".repeat(10_000));
    expect(archive.read.bytes).toBeLessThan(400_000);
  });

  it("stops at a member that unpacks to more than is shown", async () => {
    const members = await openZip(parts().of);
    expect(await unpack(members[4] as never, { most: 1e6, signal })).toBeNull();
  });

  it("finds out a member that was changed", async () => {
    const changed = bytes.slice();
    const at = Buffer.from(changed).indexOf("hello");
    changed[at] = 0x48;
    const members = await openZip(parts(changed).of);
    const outcome = await unpack(members[0] as never, { most: 100, signal }).catch(() => "failed");
    expect(outcome).toBe("failed");
  });

  it("refuses what is no archive, or only a part of one", async () => {
    const broken = [new Uint8Array(0), new Uint8Array(5000), bytes.slice(0, bytes.length - 500)];
    for (const some of broken) {
      const outcome = await openZip(parts(some).of).catch(() => "failed");
      expect(outcome).toBe("failed");
    }
  });

  it("fails with what reading fails with", async () => {
    const gone = new Error("gone");
    const read = () => Promise.reject(gone);
    expect(await openZip({ size: 100, read }).catch((error: unknown) => error)).toBe(gone);
  });
});
