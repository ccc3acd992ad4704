import type { DataSet } from "dicom-parser";

/** Pixels as they lie in the file, with what is needed to draw them. */
export interface DicomImage {
  columns: number;
  rows: number;
  frames: number;
  /** Height of a pixel, its width being 1. */
  pixelRatio: number;
  colour: "gray" | "inverted" | "rgb" | "ybr";
  /** Whether colours lie in planes, one after the other. */
  isPlanar: boolean;
  /** Bytes of a sample, and of a frame. */
  sampleBytes: 1 | 2;
  frameBytes: number;
  isBigEndian: boolean;
  bitsStored: number;
  isSigned: boolean;
  slope: number;
  intercept: number;
  /** As the file proposes; null where it does not. */
  window: Window | null;
  pixels: Uint8Array;
}

/** Which values are drawn from black to white (PS3.3 C.11.2.1.2). */
export interface Window {
  centre: number;
  width: number;
}

const PLAIN: Readonly<Record<string, { isBigEndian: boolean }>> = {
  "1.2.840.10008.1.2": { isBigEndian: false },
  "1.2.840.10008.1.2.1": { isBigEndian: false },
  "1.2.840.10008.1.2.1.99": { isBigEndian: false },
  "1.2.840.10008.1.2.2": { isBigEndian: true },
};

/** Ways of compressing, by how their identifiers go on after `1.2.840.10008.1.2.` (PS3.6 A). */
const COMPRESSED: readonly (readonly [RegExp, string])[] = [
  [/^4\.(50|51|57|70)$/, "as JPEG"],
  [/^4\.8[01]$/, "as JPEG-LS"],
  [/^4\.9[0-3]$/, "as JPEG 2000"],
  [/^4\.20[1-3]$/, "as High-Throughput JPEG 2000"],
  [/^4\.10\d/, "as a video"],
  [/^5$/, "by run lengths (RLE)"],
];

/** Pixels of a frame at most. */
const LARGEST = 2 ** 26;

type Found = { image: DicomImage; imageProblem: null } | { image: null; imageProblem: string };

const without = (imageProblem: string): Found => ({ image: null, imageProblem });

/** The picture in a file, if it has one that is understood. */
export function dicomImage(data: DataSet): Found {
  const element = data.elements.x7fe00010;
  if (element === undefined) return without("There is no picture in this file.");
  const syntax = data.string("x00020010") ?? "1.2.840.10008.1.2";
  const plain = PLAIN[syntax];
  if (plain === undefined || element.encapsulatedPixelData === true) {
    const rest = syntax.replace("1.2.840.10008.1.2.", "");
    const how = COMPRESSED.find(([pattern]) => pattern.test(rest))?.[1] ?? "in an unusual way";
    return without(
      `The picture in this file is compressed ${how}, which cannot be shown here. Download the file and open it in a program for medical images.`,
    );
  }
  const [rows, columns] = [data.uint16("x00280010") ?? 0, data.uint16("x00280011") ?? 0];
  const samples = data.uint16("x00280002") ?? 1;
  const bitsAllocated = data.uint16("x00280100") ?? 0;
  const photometric = data.string("x00280004") ?? "";
  const colour = colourOf(photometric, samples);
  if (colour === null) {
    return without(
      `Pictures of the kind ${photometric.slice(0, 32) || "unknown"} cannot be shown here.`,
    );
  }
  const isColour = colour === "rgb" || colour === "ybr";
  if ((bitsAllocated !== 8 && bitsAllocated !== 16) || (isColour && bitsAllocated !== 8)) {
    return without(`Pictures with ${bitsAllocated} bits to a pixel cannot be shown here.`);
  }
  const sampleBytes = bitsAllocated === 16 ? 2 : 1;
  const frameBytes = rows * columns * samples * sampleBytes;
  const pixels = data.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
  const asked = Math.max(1, Math.trunc(numberOf(data, "x00280008") ?? 1));
  const frames = frameBytes === 0 ? 0 : Math.min(asked, Math.floor(pixels.length / frameBytes));
  if (frames === 0 || rows * columns > LARGEST) {
    return without("The picture in this file is damaged: it has another size than the file says.");
  }
  const width = numberOf(data, "x00281051");
  const centre = numberOf(data, "x00281050");
  const bitsStored = data.uint16("x00280101") ?? bitsAllocated;
  return {
    imageProblem: null,
    image: {
      columns,
      rows,
      frames,
      pixelRatio: pixelRatio(data),
      colour,
      isPlanar: data.uint16("x00280006") === 1,
      sampleBytes,
      frameBytes,
      ...plain,
      bitsStored: bitsStored >= 1 && bitsStored <= bitsAllocated ? bitsStored : bitsAllocated,
      isSigned: data.uint16("x00280103") === 1,
      slope: numberOf(data, "x00281053") || 1,
      intercept: numberOf(data, "x00281052") ?? 0,
      window: width !== null && width >= 1 && centre !== null ? { centre, width } : null,
      pixels: pixels as Uint8Array,
    },
  };
}

function colourOf(photometric: string, samples: number): DicomImage["colour"] | null {
  if (samples === 1 && photometric === "MONOCHROME2") return "gray";
  if (samples === 1 && photometric === "MONOCHROME1") return "inverted";
  if (samples === 3 && photometric === "RGB") return "rgb";
  if (samples === 3 && photometric === "YBR_FULL") return "ybr";
  return null;
}

/** The first number of a text; null where there is none. */
function numberOf(data: DataSet, tag: string): number | null {
  const text = data.string(tag)?.split("\\")[0]?.trim() ?? "";
  const value = Number(text);
  return text === "" || !Number.isFinite(value) ? null : value;
}

/** From the spacing of rows and columns, where it is sound. */
function pixelRatio(data: DataSet): number {
  const [down, across] = (data.string("x00280030") ?? "").split("\\").map(Number);
  const ratio = (down ?? 0) / (across ?? 0);
  return ratio > 0.1 && ratio < 10 ? ratio : 1;
}

/** A frame's samples as values, before the window: grey images only. */
function valuesOf(image: DicomImage, frame: number): Float64Array {
  const { pixels, frameBytes, sampleBytes, isBigEndian, bitsStored, isSigned } = image;
  const view = new DataView(pixels.buffer, pixels.byteOffset + frame * frameBytes, frameBytes);
  const mask = 2 ** bitsStored - 1;
  const sign = 2 ** (bitsStored - 1);
  const values = new Float64Array(frameBytes / sampleBytes);
  for (let i = 0; i < values.length; i += 1) {
    const raw = sampleBytes === 2 ? view.getUint16(2 * i, !isBigEndian) : view.getUint8(i);
    const stored = raw & mask;
    const value = isSigned && stored >= sign ? stored - 2 * sign : stored;
    values[i] = value * image.slope + image.intercept;
  }
  return values;
}

/** The range of a frame's values, and the window to begin with; null for pictures in colour. */
export function windowOf(
  image: DicomImage,
  frame: number,
): { least: number; most: number; window: Window } | null {
  if (image.colour === "rgb" || image.colour === "ybr") return null;
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (const value of valuesOf(image, frame)) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  const whole = { centre: (least + most + 1) / 2, width: Math.max(1, most - least + 1) };
  return { least, most, window: image.window ?? whole };
}

/** Draws a frame as red, green, blue and opacity, a byte each. `window` counts for grey images. */
export function drawFrame(
  image: DicomImage,
  { frame, window }: { frame: number; window: Window | null },
): Uint8ClampedArray<ArrayBuffer> {
  const out = new Uint8ClampedArray(image.rows * image.columns * 4).fill(255);
  if (image.colour === "rgb" || image.colour === "ybr") drawColour(image, frame, out);
  else drawGray(image, { frame, window }, out);
  return out;
}

function drawGray(
  image: DicomImage,
  { frame, window }: { frame: number; window: Window | null },
  out: Uint8ClampedArray,
): void {
  const { centre, width } = window ?? { centre: 128, width: 256 };
  const scale = width > 1 ? 255 / (width - 1) : Number.MAX_SAFE_INTEGER;
  const values = valuesOf(image, frame);
  for (let i = 0; i < values.length; i += 1) {
    const bright = ((values[i] as number) - (centre - 0.5)) * scale + 127.5;
    const gray = Math.max(0, Math.min(255, image.colour === "inverted" ? 255 - bright : bright));
    out[4 * i] = gray;
    out[4 * i + 1] = gray;
    out[4 * i + 2] = gray;
  }
}

function drawColour(image: DicomImage, frame: number, out: Uint8ClampedArray): void {
  const { pixels, frameBytes, isPlanar, colour } = image;
  const start = frame * frameBytes;
  const count = frameBytes / 3;
  for (let i = 0; i < count; i += 1) {
    const at = (sample: number) =>
      pixels[start + (isPlanar ? sample * count + i : 3 * i + sample)] as number;
    const [a, b, c] = [at(0), at(1), at(2)];
    if (colour === "rgb") out.set([a, b, c], 4 * i);
    else {
      // PS3.3 C.7.6.3.1.2, after ITU-R BT.601.
      const [blue, red] = [b - 128, c - 128];
      out.set([a + 1.402 * red, a - 0.344136 * blue - 0.714136 * red, a + 1.772 * blue], 4 * i);
    }
  }
}
