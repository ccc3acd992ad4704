import type { DataSet, Element } from "dicom-parser";
import * as dicomParser from "dicom-parser";
import { LeaseholdError } from "../../../lib/error.ts";
import { formatBytes, formatNumber } from "../../_text/format.ts";
import type { DicomImage } from "./dicom-image.ts";
import { dicomImage } from "./dicom-image.ts";
import { DICOM_CHARACTER_SETS, DICOM_FACTS, DICOM_NAMES } from "./dicom-names.ts";

/** One element of the file, as text of our own. */
export interface DicomTag {
  /** `(0010,0010)`. */
  tag: string;
  /** Empty where it is not known here. */
  name: string;
  value: string;
}

export interface DicomFile {
  /** The most important ones, by their names. */
  facts: DicomTag[];
  tags: DicomTag[];
  /** Whether there are more tags than these. */
  isMore: boolean;
  /** Null where the file has none, or one that is not understood: `imageProblem` says why. */
  image: DicomImage | null;
  imageProblem: string | null;
}

/** As many elements are listed, and so much of a value. */
const LISTED = 600;
const LONGEST = 300;

// In Node the package has a default export only, in a bundle what it exports.
const { parseDicom } = (
  "default" in dicomParser ? dicomParser.default : dicomParser
) as typeof dicomParser;

/**
 * Reads a DICOM file (PS3.10). Nothing in it is trusted: lengths and numbers are checked against the
 * bytes that there are.
 *
 * @throws DicomError `dicom/malformed` when it is none, or damaged so that it cannot be read
 */
export function readDicom(bytes: Uint8Array): DicomFile {
  let data: DataSet;
  try {
    data = parseDicom(bytes);
  } catch (cause) {
    // The parser throws texts, objects with what it has read so far, and errors of the language.
    throw new DicomError("dicom/malformed", "This is no DICOM file, or damaged.", { cause });
  }
  const text = textReader(data);
  const keys = Object.keys(data.elements).sort();
  const tagOf = (key: string): DicomTag => ({
    tag: `(${key.slice(1, 5)},${key.slice(5, 9)})`,
    name: DICOM_NAMES[key]?.[0] ?? "",
    value: tagValue(data, { key, text }),
  });
  const facts = DICOM_FACTS.filter((key) => data.elements[key] !== undefined).map(tagOf);
  return {
    facts: facts.filter(({ value }) => value !== ""),
    tags: keys.slice(0, LISTED).map(tagOf),
    isMore: keys.length > LISTED,
    ...dicomImage(data),
  };
}

type ReadText = (element: Element) => string;

/** Decodes texts by the character set that the file names. */
function textReader(data: DataSet): ReadText {
  const sets = (data.string("x00080005") ?? "").split("\\");
  const label = DICOM_CHARACTER_SETS[sets[0] ?? ""] ?? "iso-8859-1";
  const decoder = new TextDecoder(label);
  return ({ dataOffset, length }) => {
    const bytes = data.byteArray.subarray(dataOffset, dataOffset + Math.min(length, 4 * LONGEST));
    // Control characters fill values up, or switch to other character sets.
    return decoder
      .decode(bytes)
      .replace(/\p{Cc}+/gu, " ")
      .trim();
  };
}

const TEXTS = /^(AE|AS|CS|DA|DS|DT|IS|LO|LT|PN|SH|ST|TM|UC|UI|UR|UT)$/;

/** Numbers by their kind: how many bytes each has, and how it is read. */
const NUMBERS: Readonly<
  Record<string, [size: number, read: "uint16" | "int16" | "uint32" | "int32" | "float" | "double"]>
> = {
  US: [2, "uint16"],
  SS: [2, "int16"],
  UL: [4, "uint32"],
  SL: [4, "int32"],
  FL: [4, "float"],
  FD: [8, "double"],
};

function tagValue(data: DataSet, { key, text }: { key: string; text: ReadText }): string {
  const element = data.elements[key] as Element;
  if (element.items !== undefined) return `${formatNumber(element.items.length)} items`;
  const vr = element.vr ?? DICOM_NAMES[key]?.[1] ?? "UN";
  const number = NUMBERS[vr];
  if (number !== undefined) {
    const [size, read] = number;
    const count = Math.min(16, Math.floor(element.length / size));
    return Array.from({ length: count }, (_, i) => String(data[read](key, i))).join(", ");
  }
  const isTold = TEXTS.test(vr) || (element.length <= 64 && /^[\x20-\x7e]*$/.test(text(element)));
  if (!isTold) return formatBytes(element.length);
  const value = inWords(text(element), vr);
  return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
}

/** Dates and names as people write them; several values with commas. */
function inWords(text: string, vr: string): string {
  return text
    .split("\\")
    .map((value) => {
      if (vr === "DA") return value.replace(/^(\d{4})(\d{2})(\d{2})$/, "$1-$2-$3");
      if (vr === "TM") return value.replace(/^(\d{2})(\d{2})(\d{2}).*$/, "$1:$2:$3");
      if (vr === "PN") return nameInWords(value);
      return value.trim();
    })
    .filter((value) => value !== "")
    .join(", ");
}

/** `Family^Given^Middle^Prefix^Suffix`, of which the alphabetic part counts (PS3.5 §6.2). */
function nameInWords(value: string): string {
  const [family, given, middle, prefix, suffix] = (value.split("=")[0] ?? "").split("^");
  const parts = [prefix, given, middle, family, suffix];
  return parts.filter((it) => it !== undefined && it.trim() !== "").join(" ");
}

/** `dicom/malformed`: a file that cannot be read as DICOM. */
export class DicomError extends LeaseholdError {
  override readonly name = "DicomError";
}
