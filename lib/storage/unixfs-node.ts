import { decode as decodePb, encode as encodePb } from "@ipld/dag-pb";
import { UnixFS } from "ipfs-unixfs";
import { varint } from "multiformats";
import type { CID } from "multiformats/cid";
import { equalBytes } from "../bytes.ts";
import { DAG_PB, digestOf, RAW } from "./block.ts";
import { StorageError } from "./errors.ts";

/** Bytes in a leaf (protocol §7). */
export const LEAF_BYTES = 1024 * 1024;

/** Links in a node (protocol §7). */
export const MAX_LINKS = 174;

/** Levels of nodes above the leaves: four hold 174^4 MiB, more than can be numbered. */
export const MAX_DEPTH = 4;

/* Fields of `Data`, each a varint (protocol buffers: number · 8 + 0), and the type of a file. */
const TYPE = 0x08;
const FILE = 2;
const FILE_SIZE = 0x18;
const BLOCK_SIZES = 0x20;

/** A part of a file: a raw leaf or a node over others. */
export interface UnixFsLink {
  cid: CID;
  /** Bytes of the file under it. */
  size: number;
  /** Bytes of the blocks under it, its own included (`Tsize`). It is informative. */
  blockBytes: number;
}

/**
 * A node over the given parts, as a file node of UnixFS (https://specs.ipfs.tech/unixfs/): no data of
 * its own, links without names.
 */
export function encodeUnixFsNode(links: UnixFsLink[]): Uint8Array {
  return encodePb({
    Data: encodeData(links),
    Links: links.map(({ cid, blockBytes }) => ({ Hash: cid, Name: "", Tsize: blockBytes })),
  });
}

/**
 * The message `Data` of a file: type, `filesize` and `blocksizes`, in the order of their numbers. Not by
 * ipfs-unixfs 13.1.1, which writes numbers from 2^31 to 2^32 wrong, with whatever was in its buffer.
 */
function encodeData(links: UnixFsLink[]): Uint8Array {
  const fields = links.map(({ size }) => [BLOCK_SIZES, size] as const);
  const numbers = [TYPE, FILE, FILE_SIZE, sizeOf(links), ...fields.flat()];
  const bytes = new Uint8Array(numbers.reduce((sum, it) => sum + varint.encodingLength(it), 0));
  let at = 0;
  for (const number of numbers) {
    varint.encodeTo(number, bytes, at);
    at += varint.encodingLength(number);
  }
  return bytes;
}

/**
 * The parts of a node. Only what {@link encodeUnixFsNode} makes is read: files with raw leaves, in
 * the one encoding, no part empty. Directories, inline data and more links are refused.
 *
 * @throws `storage/malformed`.
 */
export function decodeUnixFsNode(bytes: Uint8Array, { cid }: { cid?: CID } = {}): UnixFsLink[] {
  let links: UnixFsLink[];
  let canonical: Uint8Array;
  try {
    links = readLinks(bytes);
    canonical = encodeUnixFsNode(links);
  } catch (cause) {
    throw malformed(cid, cause);
  }
  if (links.length === 0 || links.length > MAX_LINKS) throw malformed(cid);
  if (!equalBytes(canonical, bytes)) throw malformed(cid);
  for (const part of links) {
    if (part.size <= 0 || (part.cid.code === RAW && part.size > LEAF_BYTES)) throw malformed(cid);
    if (part.cid.code !== RAW && part.cid.code !== DAG_PB) throw malformed(cid);
  }
  if (!Number.isSafeInteger(sizeOf(links))) throw malformed(cid);
  return links;
}

/** Bytes of the file under these parts. */
export function sizeOf(links: UnixFsLink[]): number {
  return links.reduce((sum, { size }) => sum + size, 0);
}

export function malformed(cid: CID | undefined, cause?: unknown): StorageError {
  const subject = cid ? `Block ${cid}` : "A block";
  return new StorageError("malformed", `${subject} is not part of a well-formed file.`, {
    cause,
    cid,
  });
}

function readLinks(bytes: Uint8Array): UnixFsLink[] {
  const { Data, Links } = decodePb(bytes);
  const { blockSizes } = UnixFS.unmarshal(Data ?? new Uint8Array());
  return Links.map(({ Hash, Tsize }, i) => {
    digestOf(Hash);
    // A missing value becomes NaN, which does not encode to the same bytes.
    return { cid: Hash, size: Number(blockSizes[i]), blockBytes: Number(Tsize) };
  });
}
