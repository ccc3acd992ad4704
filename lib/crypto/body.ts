import * as z from "zod/mini";
import { blockFormat, bytes, decodeBlock, encodeBlock, streamLink, uint } from "./block-codec.ts";
import type { StreamKey } from "./content-keys.ts";
import { MAX_STREAM } from "./content-keys.ts";
import { CryptoError } from "./errors.ts";
import type { BodyFile } from "./file-list.ts";
import { decodeFileList, encodeFileList, fileList } from "./file-list.ts";
import { SECRET_SIZE } from "./limits.ts";
import { padBlock, unpadBlock } from "./padded-block.ts";
import type { Random } from "./random.ts";
import { decryptBytes, encryptBytes } from "./stream-bytes.ts";
import { HEADER_SIZE } from "./stream-geometry.ts";

const stream = z.strictObject({
  cid: streamLink,
  size: uint(Number.MAX_SAFE_INTEGER),
  header: bytes(HEADER_SIZE),
  key: z.nullable(
    z.strictObject({
      id: bytes(SECRET_SIZE),
      number: uint(MAX_STREAM),
      key: bytes(SECRET_SIZE),
    }),
  ),
});

const format = blockFormat("body", {
  title: z.string(),
  description: z.string(),
  message: z.string(),
  written: uint(Number.MAX_SAFE_INTEGER),
  streams: z.array(stream),
  files: fileList,
});

/** What an entry says, visible to its readers only; times are unix milliseconds (protocol §7). */
export interface Body {
  title: string;
  description: string;
  message: string;
  written: number;
  streams: readonly BodyStream[];
  files: readonly BodyFile[];
}

/**
 * An encrypted stream that holds one file or many. `size` is that of its plaintext without padding,
 * `header` what it begins with, so that any part of it opens without the first one. `key` is null for a stream of the entry itself; else the stream belongs to an earlier entry of the
 * section, with that id, under that number, and opens by that key.
 */
export type BodyStream = z.infer<typeof stream>;

/**
 * A body's plaintext, padded.
 *
 * @throws CryptoError `crypto/malformed` for what {@link decodeBody} would refuse
 */
export function encodeBody({ files, streams, ...said }: Body): Uint8Array {
  requireTiling(streams, files);
  const whole = { ...said, streams: [...streams], files: encodeFileList(files) };
  return padBlock(encodeBlock(format, { v: 1, type: "body", ...whole }).bytes);
}

/**
 * @throws CryptoError as `decodeBlock` does, and `crypto/malformed` for other padding, and where the
 *   files of a stream are not, one after the other, exactly its plaintext
 */
export function decodeBody(plaintext: Uint8Array): Body {
  const { v: _, type: __, ...said } = decodeBlock(format, unpadBlock(plaintext));
  const files = decodeFileList(said.files);
  requireTiling(said.streams, files);
  return { ...said, files };
}

/** Encodes and encrypts a body. */
export async function sealBody(
  body: Body,
  { streamKey, random }: { streamKey: StreamKey; random?: Random },
): Promise<Uint8Array> {
  return encryptBytes(streamKey, { plaintext: encodeBody(body), ...(random && { random }) });
}

/**
 * Decrypts and decodes a body.
 *
 * @throws StreamError `stream/tampered`, `stream/malformed`; CryptoError as {@link decodeBody}
 */
export async function openBody(ciphertext: Uint8Array, streamKey: StreamKey): Promise<Body> {
  return decodeBody(await decryptBytes(streamKey, ciphertext));
}

/**
 * Whoever gets a stream's key gets all of it, so a stream is nothing but the entry's files: they lie
 * side by side from its first byte to its last, in any order of the list.
 */
function requireTiling(streams: readonly BodyStream[], files: readonly BodyFile[]): void {
  const ends = new Array<number>(streams.length).fill(-1);
  for (const { stream, offset, size } of byPlace(files)) {
    const before = ends[stream];
    if (before === undefined || offset !== Math.max(before, 0)) throw malformed();
    ends[stream] = offset + size;
  }
  if (streams.some(({ size }, number) => ends[number] !== size)) throw malformed();
}

/** The files in the order in which they lie in the streams: mostly the order in which they stand. */
function byPlace(files: readonly BodyFile[]): readonly BodyFile[] {
  const compare = (a: BodyFile, b: BodyFile) =>
    a.stream - b.stream || a.offset - b.offset || a.size - b.size;
  const isSorted = files.every((file, i) => i === 0 || compare(files[i - 1] ?? file, file) <= 0);
  return isSorted ? files : files.toSorted(compare);
}

function malformed(): CryptoError {
  return new CryptoError("crypto/malformed", "The files of a body are not what its streams hold.");
}
