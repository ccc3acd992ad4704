import { describe, expect, it } from "vitest";
import { filesText, placeText, stateText } from "../../../../app/_screens/uploads/upload-text.ts";

const file = (name: string, size = 1e9) => ({ name, size, modified: null });
const upload = {
  id: "a",
  record: "0x00" as const,
  newRecord: null,
  sections: [{ index: 2, title: "Blood tests" }],
  files: [file("scan.dcm", 4e9)],
  total: 4e9,
  done: 1.2e9,
  needed: [file("scan.dcm", 4e9)],
  begun: 0,
};

describe("an unfinished upload, in words", () => {
  it("is named by its files", () => {
    expect(filesText(upload)).toBe("scan.dcm");
    const many = { files: ["a", "b", "c"].map((name) => file(name)) };
    expect(filesText(many)).toBe("a and 2 more files");
    expect(filesText({ files: [] })).toBe("an entry without files");
  });

  it("says where it goes", () => {
    expect(placeText(upload, "History")).toBe("Blood tests of “History”");
    expect(placeText(upload, undefined)).toBe("Blood tests");
    const untitled = { newRecord: null, sections: [{ index: 3, title: "" }] };
    expect(placeText(untitled, "History")).toBe("section 3 of “History”");
    expect(placeText({ ...upload, newRecord: { title: "New" } }, "History")).toBe(
      "the new record “New”",
    );
  });

  it("says how far it came, and what is left to do", () => {
    expect(stateText(upload)).toBe(
      "Stopped at 1.2 GB of 4.0 GB. Choose scan.dcm again to go on: what is stored already is not sent again.",
    );
    const two = { ...upload, needed: [file("a"), file("b")] };
    expect(stateText(two)).toContain("Choose the same 2 files again");
    expect(stateText({ ...upload, needed: [] })).toContain("not published yet");
  });
});
