import { describe, expect, it } from "vitest";
import { mediaTypeOf, previewKindOf } from "../../../../app/_screens/preview/preview-kind.ts";

describe("how a file is shown", () => {
  it.each([
    ["x.zip", "", "zip"],
    ["a.png", "image/png", "image"],
    ["a.svg", "image/svg+xml", "image"],
    ["a", "application/pdf", "pdf"],
    ["a.CSV", "", "csv"],
    ["readme.md", "text/plain", "markdown"],
    ["x.json", "application/fhir+json", "json"],
    ["x", "application/json; charset=utf-8", "json"],
    ["x.html", "", "html"],
    ["x.xhtml", "application/xhtml+xml", "html"],
    ["x.txt", "text/plain", "text"],
    ["x", "text/x-python", "text"],
    ["x.mp4", "application/octet-stream", "video"],
    ["x.wav", "audio/wav", "audio"],
  ])("%s of type %j: %s", (name, mediaType, kind) => {
    expect(previewKindOf({ name, mediaType })).toBe(kind);
  });

  it.each([
    ["x.rar", "application/vnd.rar"],
    ["x", ""],
    ["x.exe", "application/octet-stream"],
    ["x.tiff", "image/tiff"],
  ])("%s of type %j: not at all", (name, mediaType) => {
    expect(previewKindOf({ name, mediaType })).toBeNull();
  });

  it("takes the author's word before the name", () => {
    expect(mediaTypeOf({ name: "x.html", mediaType: "text/csv" })).toBe("text/csv");
  });
});
