import { describe, expect, it } from "vitest";
import { droppedFiles, pickedFile } from "../../../app/_transfers/picked-file.ts";

type Tree = { [name: string]: Tree | string };

/** What a browser gives for a dropped folder, which tells its content two entries at a time. */
function entryOf(name: string, content: Tree | string, path = `/${name}`): FileSystemEntry {
  if (typeof content === "string") {
    const file = (resolve: (file: File) => void) => resolve(new File([content], name));
    return { isDirectory: false, isFile: true, fullPath: path, file } as never;
  }
  const createReader = () => {
    const rest = Object.entries(content).map(([inner, of]) =>
      entryOf(inner, of, `${path}/${inner}`),
    );
    return { readEntries: (resolve: (some: unknown[]) => void) => resolve(rest.splice(0, 2)) };
  };
  return { isDirectory: true, isFile: false, fullPath: path, createReader } as never;
}

const itemOf = (name: string, content: Tree | string) => ({
  kind: "file" as const,
  getAsFile: () => (typeof content === "string" ? new File([content], name) : null),
  webkitGetAsEntry: () => entryOf(name, content),
});

describe("what is dropped", () => {
  it("is files, and those of folders at any depth, named with their folders", async () => {
    const files = await droppedFiles([
      itemOf("note.txt", "hi"),
      itemOf("scans", {
        "a.dcm": "1",
        "b.dcm": "2",
        "c.dcm": "3",
        old: { deep: { "d.dcm": "4" } },
      }),
    ]);
    expect(files.map(({ name, size }) => [name, size])).toEqual([
      ["note.txt", 2],
      ["scans/a.dcm", 1],
      ["scans/b.dcm", 1],
      ["scans/c.dcm", 1],
      ["scans/old/deep/d.dcm", 1],
    ]);
  });

  it("leaves out what is no file, and finds none in empty folders", async () => {
    const text = { kind: "string", getAsFile: () => null, webkitGetAsEntry: () => null };
    expect(await droppedFiles([text, itemOf("empty", {})])).toEqual([]);
  });

  it("fails where a file of a folder cannot be read", async () => {
    const gone = new DOMException("gone", "NotFoundError");
    const file = (_: unknown, reject: (error: unknown) => void) => reject(gone);
    const entry = { isDirectory: false, fullPath: "/x/y", file };
    const folder = {
      isDirectory: true,
      createReader: () => ({
        readEntries: (resolve: (some: unknown[]) => void) => resolve([entry]),
      }),
    };
    const item = { kind: "file", getAsFile: () => null, webkitGetAsEntry: () => folder as never };
    await expect(droppedFiles([item])).rejects.toBe(gone);
  });
});

describe("a picked file", () => {
  it("has the path that the picker of folders gives", () => {
    const file = new File(["abc"], "c.txt", { type: "text/plain", lastModified: 5 });
    Object.defineProperty(file, "webkitRelativePath", { value: "a/b/c.txt" });
    const { name, type, size, lastModified } = pickedFile(file);
    expect({ name, type, size, lastModified }).toEqual({
      name: "a/b/c.txt",
      type: "text/plain",
      size: 3,
      lastModified: 5,
    });
  });
});
