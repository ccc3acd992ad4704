import { describe, expect, it } from "vitest";
import { filesBelow, found, linesOf, treeOf } from "../../../../app/_screens/record/file-tree.ts";

const named = (...names: string[]) => names.map((name, i) => ({ name, size: i + 1 }));

const outline = (files: { name: string; size: number }[], ...open: string[]) =>
  linesOf(treeOf(files), new Set(open)).map((line) =>
    line.kind === "folder"
      ? `${"  ".repeat(line.depth)}${line.name}/ ${line.count} ${line.size}`
      : `${"  ".repeat(line.depth)}${line.name} #${line.index}`,
  );

describe("files by their folders", () => {
  const files = named("readme.txt", "scans/a.dcm", "scans/old/b.dcm", "notes/c.txt", "z.txt");

  it("shows closed folders first, with what is in them", () => {
    expect(outline(files)).toEqual(["scans/ 2 5", "notes/ 1 4", "readme.txt #0", "z.txt #4"]);
  });

  it("shows what is in the folders that are open", () => {
    expect(outline(files, "scans", "scans/old")).toEqual([
      "scans/ 2 5",
      "  old/ 1 3",
      "    b.dcm #2",
      "  a.dcm #1",
      "notes/ 1 4",
      "readme.txt #0",
      "z.txt #4",
    ]);
  });

  it("leaves files without folders in their order", () => {
    expect(outline(named("b", "a", "c"))).toEqual(["b #0", "a #1", "c #2"]);
  });

  it("takes odd names as they are", () => {
    expect(outline(named("/", "//x", "a//b", "constructor/__proto__"), "a")).toEqual([
      "a/ 1 3",
      "  b #2",
      "constructor/ 1 4",
      "/ #0",
      "x #1",
    ]);
  });

  it("finds by any part of the path, whatever the case", () => {
    expect(found(files, " SCANS ").map((line) => line.name)).toEqual([
      "scans/a.dcm",
      "scans/old/b.dcm",
    ]);
    expect(found(files, "nothing")).toEqual([]);
  });

  it("tells all files below a folder, and none of one whose name only begins alike", () => {
    expect(filesBelow(named("a/x", "ab/y", "a//z", "a"), "a")).toEqual([0, 2]);
  });

  it("takes 50,000 files", () => {
    const many = Array.from({ length: 50_000 }, (_, i) => ({
      name: `d${i % 300}/e${i % 7}/f${i}`,
      size: 1,
    }));
    expect(linesOf(treeOf(many), new Set(["d0"])).length).toBe(307);
  });
});
