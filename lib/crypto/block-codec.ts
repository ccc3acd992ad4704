import * as dagCbor from "@ipld/dag-cbor";
import { sha256 } from "@noble/hashes/sha2.js";
import { CID } from "multiformats/cid";
import * as digest from "multiformats/hashes/digest";
import * as z from "zod/mini";
import { equalBytes } from "../bytes.ts";
import { SLICE_LIMIT } from "../slice.ts";
import { CryptoError } from "./errors.ts";
import { MAX_EPOCH, MAX_VERSION, SECTION_LIMIT } from "./limits.ts";

// The app's content security policy forbids `eval`, which zod would otherwise probe for.
z.config({ jitless: true });

/** A structured block and its content id. */
export type Block = { bytes: Uint8Array; cid: CID };

const RAW = 0x55;
const DAG_PB = 0x70;
const DAG_CBOR = 0x71;
const SHA2_256 = 0x12;

/* FIELDS */

/** A whole number from 0 to `max`. */
export const uint = (max: number) => z.int().check(z.gte(0), z.lte(max));

/** Bytes of an exact length. */
export const bytes = (length: number) => byteString((value) => value.length === length);

/** A byte string of at least one item, all items being of `size` bytes. */
export const items = (size: number) => byteString((n) => n.length > 0 && n.length % size === 0);

/** Bytes that fulfil a condition. */
export const byteString = (fits: (value: Uint8Array) => boolean) =>
  z.custom<Uint8Array>((value) => value instanceof Uint8Array && fits(value));

/** A link to a structured block. */
export const blockLink = link([DAG_CBOR]);

/** A link to a stored stream: a raw leaf, or the root of a UnixFS DAG. */
export const streamLink = link([RAW, DAG_PB]);

/** A link to anything that the protocol stores. */
export const storedLink = link([RAW, DAG_PB, DAG_CBOR]);

/** A record's section, a slice, an epoch, the version of a record secret. */
export const section = uint(SECTION_LIMIT - 1);
export const slice = uint(SLICE_LIMIT - 1);
export const epoch = uint(MAX_EPOCH);
export const version = uint(MAX_VERSION);

/** A list of maps, each of another section, in ascending order. */
export const perSection = <T extends z.ZodMiniType<{ section: number }>>(item: T) =>
  z
    .array(item)
    .check(
      z.refine((list) =>
        list.every((it, i) => i === 0 || (list[i - 1]?.section ?? 0) < it.section),
      ),
    );

/** The format of a structured block: its fields, and `v` and `type` (protocol §1). */
export const blockFormat = <N extends string, F extends z.core.$ZodLooseShape>(
  type: N,
  fields: F,
) => z.strictObject({ v: z.literal(1), type: z.literal(type), ...fields });

/* CODING */

/**
 * Encodes a block.
 *
 * @throws CryptoError `crypto/malformed` if the value is not of the format
 */
export function encodeBlock<T>(format: z.ZodMiniType<T>, value: T): Block {
  const encoded = dagCbor.encode(parse(format, value));
  return { bytes: encoded, cid: blockCid(encoded) };
}

/**
 * Decodes a block that may come from anybody. Only the one encoding that {@link encodeBlock} makes
 * is taken.
 *
 * @throws CryptoError `crypto/unsupported-version` for a later version; `crypto/malformed` for
 *   anything else that is not of the format: not DAG-CBOR, unknown or missing keys, wrong lengths
 *   or kinds, bytes that do not re-encode to themselves
 */
export function decodeBlock<T>(format: z.ZodMiniType<T>, encoded: Uint8Array): T {
  const value = decodeCbor(encoded);
  const v = typeof value === "object" && value !== null && "v" in value ? value.v : undefined;
  if (typeof v === "number" && v > 1) {
    throw new CryptoError("crypto/unsupported-version", "This was made by a later version.");
  }
  const parsed = parse(format, value);
  if (!equalBytes(dagCbor.encode(parsed), encoded)) throw malformed();
  return parsed;
}

/** The content id of a structured block: CIDv1, DAG-CBOR, sha2-256. */
export function blockCid(encoded: Uint8Array): CID {
  return CID.createV1(DAG_CBOR, digest.create(SHA2_256, sha256(encoded)));
}

/** The content id of the structured block with a digest that the ledger holds (32 bytes). */
export function cidOfDigest(hash: Uint8Array): CID {
  return CID.createV1(DAG_CBOR, digest.create(SHA2_256, hash));
}

function link(codecs: readonly number[]) {
  return z.custom<CID>((value) => {
    const cid = CID.asCID(value);
    if (cid === null || cid.version !== 1 || !codecs.includes(cid.code)) return false;
    return cid.multihash.code === SHA2_256 && cid.multihash.digest.length === 32;
  });
}

function decodeCbor(encoded: Uint8Array): unknown {
  try {
    return dagCbor.decode(encoded);
  } catch (cause) {
    throw malformed(cause);
  }
}

function parse<T>(format: z.ZodMiniType<T>, value: unknown): T {
  const result = format.safeParse(value);
  if (!result.success) throw malformed(result.error);
  return result.data;
}

function malformed(cause?: unknown): CryptoError {
  return new CryptoError("crypto/malformed", "This is not a block of the expected format.", {
    cause,
  });
}
