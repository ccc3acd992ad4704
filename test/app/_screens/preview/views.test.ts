import { describe, expect, it } from "vitest";
import { tableOf } from "../../../../app/_screens/preview/csv-view.tsx";
import { fhirGroups } from "../../../../app/_screens/preview/fhir.ts";
import { framed } from "../../../../app/_screens/preview/html-view.tsx";
import { safeLink } from "../../../../app/_screens/preview/markdown-view.tsx";
import { textOf } from "../../../../app/_screens/preview/text-of.ts";

describe("a table", () => {
  it.each([
    ["a,b\n1,2", ["a", "b"], [["1", "2"]]],
    ['a;b\r\n"x;y";2\r\n', ["a", "b"], [["x;y", "2"]]],
    ["a\tb\n1\t2", ["a", "b"], [["1", "2"]]],
    ["\uFEFFa,b\n\n1,2,3", ["a", "b", ""], [["1", "2", "3"]]],
    ["", [], []],
  ])("is read from %j", (text, heading, rows) => {
    expect(tableOf(text)).toEqual({ heading, rows, isMore: false });
  });

  it("is cut after 1 000 rows, and says so", () => {
    const text = (rows: number) => `n\n${Array.from({ length: rows }, (_, i) => i).join("\n")}\n`;
    expect(tableOf(text(1_000))).toMatchObject({ isMore: false });
    const { rows, isMore } = tableOf(text(1_001));
    expect([rows.length, isMore]).toEqual([1_000, true]);
  });
});

describe("a link in a text", () => {
  it.each(["https://a.example/", "http://a.example/", "mailto:a@b.example"])(
    "%s leads on",
    (it) => {
      expect(safeLink(it)).toBe(it);
    },
  );
  it.each([
    "javascript:alert(1)",
    " JaVaScRiPt:alert(1)",
    "data:text/html,x",
    "blob:https://a/1",
    "file:///etc",
    "/record/",
    "",
  ])("%j leads nowhere", (it) => {
    expect(safeLink(it)).toBeNull();
  });
});

describe("a text's bytes", () => {
  it("are read by their mark, else as UTF-8, and never fail", () => {
    expect(textOf(Uint8Array.of(0xff, 0xfe, 0x41, 0))).toBe("A");
    expect(textOf(Uint8Array.of(0xfe, 0xff, 0, 0x41))).toBe("A");
    expect(textOf(new TextEncoder().encode("\uFEFFÄ"))).toBe("Ä");
    expect(textOf(Uint8Array.of(0xc3))).toBe("\uFFFD");
  });
});

describe("a framed document", () => {
  it("has our policy before anything of its own", () => {
    const html = framed("<html><head><script>1</script>");
    expect(html.indexOf("default-src 'none'")).toBeGreaterThan(0);
    expect(html.indexOf("default-src 'none'")).toBeLessThan(html.indexOf("<script>"));
  });
});

describe("a medical document", () => {
  it("is told by subject", () => {
    const groups = fhirGroups({
      resourceType: "Bundle",
      entry: [
        {
          resource: {
            resourceType: "Observation",
            code: { coding: [{ code: "85354-9", display: "Blood pressure" }] },
            component: [
              { code: { text: "Systolic" }, valueQuantity: { value: 120, unit: "mmHg" } },
              { code: { text: "Diastolic" }, valueQuantity: { value: 80, unit: "mmHg" } },
            ],
            effectiveDateTime: "2026-03-02",
            referenceRange: [
              { low: { value: 90, unit: "mmHg" }, high: { value: 130, unit: "mmHg" } },
            ],
          },
        },
        {
          resource: {
            resourceType: "Patient",
            name: { text: "Ada Marsh" },
            birthDate: "1980-01-02",
          },
        },
        { resource: { resourceType: "ClinicalImpression", description: "Well" } },
        { fullUrl: "nothing in it" },
      ],
    });
    expect(groups.map(({ title }) => title)).toEqual([
      "Patient",
      "Observations",
      "Clinical impression",
    ]);
    expect(groups[0]?.items).toEqual([{ title: "Ada Marsh", facts: [["Born", "1980-01-02"]] }]);
    expect(groups[1]?.items[0]).toEqual({
      title: "Blood pressure",
      facts: [
        ["Systolic", "120 mmHg"],
        ["Diastolic", "80 mmHg"],
        ["Reference range", "90 mmHg to 130 mmHg"],
        ["When", "2026-03-02"],
      ],
    });
  });

  it.each([
    { resourceType: "Bundle", entry: null },
    { resourceType: "Bundle", entry: [null, 3, { resource: { resourceType: 5 } }] },
  ])("may be empty: %j", (resource) => {
    expect(fhirGroups(resource)).toEqual([]);
  });

  it.each([
    { resourceType: "Patient", name: [null], telecom: "x", address: [[]], identifier: [{}] },
    { resourceType: "Observation", code: [], component: [null, 1, {}], referenceRange: 7 },
    { resourceType: "Condition", code: { coding: [null] }, note: [3], category: {} },
  ])("may be anything: %j", (resource) => {
    expect(fhirGroups(resource)).toHaveLength(1);
  });
});
