import * as z from "zod/mini";
import { byteString } from "./block-codec.ts";
import { CryptoError } from "./errors.ts";

/*
 * The files of a body (protocol §7) as a list of names and a table of numbers. A map for each file
 * would be plainer and takes ten times as long: folders have 50 000 files.
 *
 *   u32 stream | u64 offset | u64 size | i64 modified | u32 media type
 */

const ROW_SIZE = 32;
const WORD = 2 ** 32;

/** Stands for a time that is not known: the least i64, which is no time that a number can hold. */
const UNKNOWN_HIGH = -(2 ** 31);

const texts = z.custom<string[]>(
  (value) => Array.isArray(value) && value.every((it) => typeof it === "string"),
);

/** A file of an entry: `size` bytes of a stream, by its number in the body, from `offset` on. */
export interface BodyFile {
  name: string;
  mediaType: string;
  size: number;
  modified: number | null;
  stream: number;
  offset: number;
}

/** How a list of files stands in a block. */
export const fileList = z.strictObject({
  names: texts,
  types: texts,
  rows: byteString((rows) => rows.length % ROW_SIZE === 0),
});

type FileList = z.infer<typeof fileList>;

/** @throws CryptoError `crypto/malformed` for numbers that the table has no place for */
export function encodeFileList(files: readonly BodyFile[]): FileList {
  const types = new Map<string, number>();
  const rows = new Uint8Array(files.length * ROW_SIZE);
  const view = new DataView(rows.buffer);
  files.forEach(({ stream, offset, size, modified, mediaType }, i) => {
    const type = types.get(mediaType) ?? types.size;
    types.set(mediaType, type);
    const fits =
      isSize(offset) && isSize(size) && isSize(stream) && stream < WORD && isTime(modified);
    if (!fits) throw malformed();
    const at = i * ROW_SIZE;
    view.setUint32(at, stream);
    setLong(view, at + 4, offset);
    setLong(view, at + 12, size);
    if (modified === null) view.setInt32(at + 20, UNKNOWN_HIGH);
    else setLong(view, at + 20, modified);
    view.setUint32(at + 28, type);
  });
  return { names: files.map(({ name }) => name), types: [...types.keys()], rows };
}

/**
 * @throws CryptoError `crypto/malformed` for anything that {@link encodeFileList} does not make: as
 *   many rows as names, numbers up to 2^53 - 1, media types in the order of their first use
 */
export function decodeFileList({ names, types, rows }: FileList): BodyFile[] {
  const view = new DataView(rows.buffer, rows.byteOffset, rows.byteLength);
  if (names.length * ROW_SIZE !== rows.length) throw malformed();
  if (new Set(types).size !== types.length) throw malformed();
  let used = 0;
  const files = names.map((name, i): BodyFile => {
    const at = i * ROW_SIZE;
    const type = view.getUint32(at + 28);
    const mediaType = types[type];
    if (mediaType === undefined || type > used) throw malformed();
    if (type === used) used++;
    const offset = longAt(view, at + 4);
    const size = longAt(view, at + 12);
    const modified = timeAt(view, at + 20);
    if (!isSize(offset) || !isSize(size) || !isSize(offset + size) || !isTime(modified)) {
      throw malformed();
    }
    return { name, mediaType, size, modified, stream: view.getUint32(at), offset };
  });
  if (used !== types.length) throw malformed();
  return files;
}

function setLong(view: DataView, at: number, value: number): void {
  view.setInt32(at, Math.floor(value / WORD));
  view.setUint32(at + 4, value);
}

function longAt(view: DataView, at: number): number {
  return view.getInt32(at) * WORD + view.getUint32(at + 4);
}

function timeAt(view: DataView, at: number): number | null {
  if (view.getInt32(at) === UNKNOWN_HIGH && view.getUint32(at + 4) === 0) return null;
  return longAt(view, at);
}

function isSize(value: number): boolean {
  return Number.isSafeInteger(value) && value >= 0;
}

function isTime(value: number | null): boolean {
  return value === null || Number.isSafeInteger(value);
}

function malformed(): CryptoError {
  return new CryptoError("crypto/malformed", "This is not a list of files.");
}
