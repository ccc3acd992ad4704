import { describe, expect, it } from "vitest";
import { DicomError, readDicom } from "../../../../app/_screens/preview/dicom.ts";
import { drawFrame, windowOf } from "../../../../app/_screens/preview/dicom-image.ts";
import { dicomFile, scan } from "./dicom-files.ts";

/** The red of each pixel, as drawn. */
function drawn(file: ReturnType<typeof readDicom>, frame = 0): number[] {
  if (file.image === null) throw new Error(file.imageProblem ?? "");
  const window = windowOf(file.image, frame)?.window ?? null;
  return [...drawFrame(file.image, { frame, window })].filter((_, i) => i % 4 === 0);
}

describe("a medical image", () => {
  it.each(["1.2.840.10008.1.2", "1.2.840.10008.1.2.1", "1.2.840.10008.1.2.2"])(
    "is read and drawn in its window, written as %s",
    (syntax) => {
      const file = readDicom(dicomFile(scan(), { syntax }));
      expect(file.facts.map(({ name, value }) => `${name}: ${value}`)).toEqual([
        "Patient: Dr Ada Märsh",
        "Study date: 2026-03-02",
        "Modality: CT",
      ]);
      // 0, 25, 50 and 100 in a window of 101 about 50: black to white.
      expect(drawn(file)).toEqual([1, 65, 129, 255]);
    },
  );

  it("takes the whole range where no window is given, and draws inverted ones inverted", () => {
    const open = { centre: "", width: "" };
    expect(drawn(readDicom(dicomFile(scan(open))))).toEqual([0, 64, 128, 255]);
    const inverted = scan({ ...open, photometric: "MONOCHROME1" });
    expect(drawn(readDicom(dicomFile(inverted)))).toEqual([255, 191, 128, 0]);
  });

  it("understands signed values, and bits that are not used", () => {
    const parts = scan({
      signed: [1],
      intercept: "0",
      centre: "0.5",
      width: "256",
      pixels: [0xff80, 0, 127, 0x0fff],
    });
    expect(drawn(readDicom(dicomFile(parts)))).toEqual([0, 128, 254, 126]);
  });

  it("has frames, and colours in pixels or in planes", () => {
    const colour = { samples: [3], photometric: "RGB", allocated: [8], stored: [8], rows: [1] };
    const bytes = Uint8Array.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12);
    const file = readDicom(dicomFile(scan({ ...colour, frames: "2", pixels: bytes })));
    expect(file.image?.frames).toBe(2);
    expect(drawn(file, 1)).toEqual([7, 10]);
    const parts = scan({ ...colour, pixels: bytes.slice(0, 6) });
    const planar = [
      ...parts.slice(0, -1),
      { tag: [0x0028, 0x0006] as [number, number], vr: "US", value: [1] },
      ...parts.slice(-1),
    ];
    expect(drawn(readDicom(dicomFile(planar)))).toEqual([1, 2]);
  });

  it.each([
    ["1.2.840.10008.1.2.4.90", "JPEG 2000"],
    ["1.2.840.10008.1.2.5", "RLE"],
    ["1.2.840.10008.1.2.4.80", "JPEG-LS"],
    ["1.2.840.10008.1.2.4.70", "JPEG"],
    ["1.2.3.4", "unusual"],
  ])("that is compressed (%s) is told so, with its fields", (syntax, word) => {
    const file = readDicom(dicomFile(scan(), { syntax }));
    expect(file.image).toBeNull();
    expect(file.imageProblem).toContain(word);
    expect(file.facts).toHaveLength(3);
  });

  it.each([
    ["size", { rows: [60_000], columns: [60_000] }],
    ["no size", { rows: [0] }],
    ["depth", { allocated: [32] }],
    ["colours", { photometric: "PALETTE COLOR" }],
    ["samples", { samples: [4] }],
    ["no pixels", { pixels: new Uint8Array(0) }],
  ])("with a wrong %s shows no picture, and says why", (_, change) => {
    const file = readDicom(dicomFile(scan(change)));
    expect(file.image).toBeNull();
    expect(file.imageProblem).toMatch(/\.$/);
  });

  it("is not taken in by numbers that it states", () => {
    const many = readDicom(dicomFile(scan({ frames: "999999999999", slope: "0", width: "-5" })));
    expect(many.image).toMatchObject({ frames: 1, slope: 1, window: null });
    const odd = readDicom(dicomFile(scan({ frames: "NaN", intercept: "1e999", stored: [99] })));
    expect(odd.image).toMatchObject({ frames: 1, intercept: 0, bitsStored: 16 });
  });
});

/** Reads, and draws what there is: a typed error, or a file that says no more than its bytes. */
function survives(bytes: Uint8Array): void {
  try {
    const file = readDicom(bytes);
    if (file.image !== null && file.image.rows * file.image.columns < 1e6) drawn(file);
    for (const { value } of file.tags) expect(value.length).toBeLessThan(2_000);
  } catch (error) {
    expect(error).toBeInstanceOf(DicomError);
  }
}

describe("a damaged file", () => {
  const whole = dicomFile(scan());

  it("that is cut off anywhere is refused, or shows what is left of it", () => {
    for (let length = 0; length < whole.length; length += 1) survives(whole.subarray(0, length));
    expect(() => readDicom(whole.subarray(0, 100))).toThrow(
      expect.objectContaining({ code: "dicom/malformed" }),
    );
  });

  it("with any byte changed is refused, or read within its bounds", () => {
    for (let i = 128; i < whole.length; i += 1) {
      for (const bits of [0x01, 0x80, 0xff]) {
        const damaged = whole.slice();
        damaged[i] = (damaged[i] as number) ^ bits;
        survives(damaged);
      }
    }
  });

  it("of another kind is refused", () => {
    for (const text of ["", "DICM", "%PDF-1.7", "<html><script>1</script>", "\u0000".repeat(400)]) {
      expect(() => readDicom(new TextEncoder().encode(text))).toThrow(DicomError);
    }
  });

  it("of sequences in sequences without end is refused, and hangs nothing", () => {
    const item = [0xfe, 0xff, 0x00, 0xe0, 0xff, 0xff, 0xff, 0xff];
    const sequence = [0x08, 0x00, 0x40, 0x11, 0x53, 0x51, 0, 0, 0xff, 0xff, 0xff, 0xff];
    const nested = Array.from({ length: 20_000 }, () => [...sequence, ...item]).flat();
    const bytes = new Uint8Array([...dicomFile([]), ...nested]);
    survives(bytes);
  });
});
