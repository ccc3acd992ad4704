/** An element of a DICOM file to be made. */
export interface Part {
  tag: [group: number, element: number];
  vr: string;
  value: string | Uint8Array | number[];
}

const LONG = new Set(["OB", "OW", "SQ", "UN", "UT"]);

interface FileOptions {
  syntax?: string;
}

/** A DICOM file with these elements: the preamble, the syntax, and then them (PS3.10 §7, PS3.5 §7). */
export function dicomFile(parts: readonly Part[], options: FileOptions = {}): Uint8Array {
  const syntax = options.syntax ?? "1.2.840.10008.1.2.1";
  const isBig = syntax === "1.2.840.10008.1.2.2";
  const isImplicit = syntax === "1.2.840.10008.1.2";
  const meta = encode({ tag: [0x0002, 0x0010], vr: "UI", value: syntax }, {});
  const length = encode({ tag: [0x0002, 0x0000], vr: "UL", value: bytesOf32(meta.length) }, {});
  const body = parts.map((part) => encode(part, { isBig, isImplicit }));
  const preamble = new Uint8Array(132);
  preamble.set(new TextEncoder().encode("DICM"), 128);
  return joined([preamble, length, meta, ...body]);
}

function bytesOf32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value, true);
  return bytes;
}

function encode(part: Part, { isBig = false, isImplicit = false }): Uint8Array {
  const value = valueBytes(part, isBig);
  const head = new DataView(new ArrayBuffer(12));
  head.setUint16(0, part.tag[0], !isBig);
  head.setUint16(2, part.tag[1], !isBig);
  if (isImplicit) {
    head.setUint32(4, value.length, true);
    return joined([new Uint8Array(head.buffer, 0, 8), value]);
  }
  head.setUint8(4, part.vr.charCodeAt(0));
  head.setUint8(5, part.vr.charCodeAt(1));
  const isLong = LONG.has(part.vr);
  if (isLong) head.setUint32(8, value.length, !isBig);
  else head.setUint16(6, value.length, !isBig);
  return joined([new Uint8Array(head.buffer, 0, isLong ? 12 : 8), value]);
}

/** Numbers are written as 16 bits each; texts are filled up to an even length, identifiers by zero. */
function valueBytes({ vr, value }: Part, isBig: boolean): Uint8Array {
  if (value instanceof Uint8Array) return value;
  if (typeof value === "string") {
    const bytes = new TextEncoder().encode(value);
    return bytes.length % 2 === 0 ? bytes : joined([bytes, Uint8Array.of(vr === "UI" ? 0 : 0x20)]);
  }
  const view = new DataView(new ArrayBuffer(2 * value.length));
  value.forEach((it, i) => {
    view.setUint16(2 * i, it & 0xffff, !isBig);
  });
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** A grey picture of 16 bits, two pixels wide and high, of a patient. */
export function scan(change: { [name: string]: Part["value"] } = {}): Part[] {
  const values: Record<string, [[number, number], string, Part["value"]]> = {
    charset: [[0x0008, 0x0005], "CS", "ISO_IR 192"],
    date: [[0x0008, 0x0020], "DA", "20260302"],
    modality: [[0x0008, 0x0060], "CS", "CT"],
    patient: [[0x0010, 0x0010], "PN", "Märsh^Ada^^Dr"],
    samples: [[0x0028, 0x0002], "US", [1]],
    photometric: [[0x0028, 0x0004], "CS", "MONOCHROME2"],
    frames: [[0x0028, 0x0008], "IS", "1"],
    rows: [[0x0028, 0x0010], "US", [2]],
    columns: [[0x0028, 0x0011], "US", [2]],
    allocated: [[0x0028, 0x0100], "US", [16]],
    stored: [[0x0028, 0x0101], "US", [12]],
    signed: [[0x0028, 0x0103], "US", [0]],
    centre: [[0x0028, 0x1050], "DS", "50"],
    width: [[0x0028, 0x1051], "DS", "101"],
    intercept: [[0x0028, 0x1052], "DS", "-1000"],
    slope: [[0x0028, 0x1053], "DS", "1"],
    pixels: [[0x7fe0, 0x0010], "OW", [1000, 1025, 1050, 1100]],
  };
  return Object.entries(values).map(([name, [tag, vr, value]]) => ({
    tag,
    vr,
    value: change[name] ?? value,
  }));
}
