import { readFileSync } from "node:fs";
import { makeZip } from "client-zip";
import { describe, expect, it } from "vitest";
import { openZip, unpack } from "../../../../app/_screens/preview/zip.ts";

/**
 * Made by Python's zipfile: two files stored, one packed, one that packs to nothing, an empty folder.
 */
const bytes = new Uint8Array(
  readFileSync(new URL("../../../vectors/foreign.zip", import.meta.url)),
);

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
    const members = await openZip(parts().of);
    expect(members.map(({ name, size }) => [name, size])).toEqual([
      ["notes/a.txt", 5],
      ["../up.txt", 2],
      ["packed.txt", 160_000],
      ["bomb.txt", 20_000_000],
    ]);
  });

  it("reads hardly more than the list, and a file alone", async () => {
    const filler = new Uint8Array(10_000_000);
    const files = [
      { name: "filler.bin", input: filler },
      { name: "notes.txt", input: "hello" },
    ];
    const archive = parts(new Uint8Array(await new Response(makeZip(files)).arrayBuffer()));
    const members = await openZip(archive.of);
    expect(members.map(({ name, size }) => [name, size])).toEqual([
      ["filler.bin", filler.length],
      ["notes.txt", 5],
    ]);
    const notes = await unpack(members[1] as never, { most: 1e6, signal });
    expect(text.decode(notes as Uint8Array)).toBe("hello");
    expect(archive.read.bytes).toBeLessThan(400_000);
  });

  it("unpacks one of them alone", async () => {
    const members = await openZip(parts().of);
    const packed = await unpack(members[2] as never, { most: 1e6, signal });
    expect(text.decode(packed as Uint8Array)).toBe("again and again ".repeat(10_000));
  });

  it("stops at a member that unpacks to more than is shown", async () => {
    const members = await openZip(parts().of);
    expect(await unpack(members[3] as never, { most: 1e6, signal })).toBeNull();
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
