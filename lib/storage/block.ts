import { sha256 } from "@noble/hashes/sha2.js";
import { CID } from "multiformats/cid";
import { create as createMultihash } from "multiformats/hashes/digest";
import { equalBytes } from "../bytes.ts";
import { StorageError } from "./errors.ts";

/** Multicodec codes of the blocks of this system (https://github.com/multiformats/multicodec). */
export const RAW = 0x55;
export const DAG_PB = 0x70;
export const DAG_CBOR = 0x71;
export type Codec = typeof RAW | typeof DAG_PB | typeof DAG_CBOR;

/** The largest block that any store takes: what IPFS peers exchange at most. */
export const MAX_BLOCK_BYTES = 2 * 1024 * 1024;

const SHA2_256 = 0x12;
const DIGEST_BYTES = 32;

/** Below this, hashing at once costs less than the way to WebCrypto and back. */
const HASH_INLINE_BYTES = 4096;

/**
 * Bytes and their CID (version 1, SHA-256). Only {@link createBlock} and {@link checkBlock} make
 * blocks, so that the two belong together; nobody changes the bytes afterwards.
 */
export interface Block {
  readonly cid: CID;
  readonly bytes: Uint8Array;
}

/**
 * The block of the given bytes. It keeps `bytes`, without a copy.
 *
 * @throws `storage/too-large` above {@link MAX_BLOCK_BYTES}.
 */
export async function createBlock(bytes: Uint8Array, codec: Codec): Promise<Block> {
  checkSize(bytes);
  return { cid: cidOf(await hash(bytes), codec), bytes };
}

/**
 * The block of bytes that came from somewhere, if they are what `cid` names.
 *
 * @throws `storage/wrong-block` if they are not, `storage/bad-cid` if such a CID is not ours.
 */
export async function checkBlock(
  cid: CID,
  bytes: Uint8Array,
  { store }: { store?: string } = {},
): Promise<Block> {
  if (!equalBytes(digestOf(cid), await hash(bytes))) {
    const from = store === undefined ? "" : ` from ${store}`;
    throw new StorageError("wrong-block", `The bytes${from} are not block ${cid}.`, { cid, store });
  }
  checkSize(bytes);
  return { cid, bytes };
}

/** The CID (version 1) of a SHA-256 digest, such as one from the ledger. */
export function cidOf(digest: Uint8Array, codec: Codec): CID {
  if (digest.length !== DIGEST_BYTES) {
    throw new StorageError("bad-cid", `A block digest has 32 bytes, not ${digest.length}.`);
  }
  return CID.createV1(codec, createMultihash(SHA2_256, digest));
}

/**
 * The SHA-256 digest in a CID.
 *
 * @throws `storage/bad-cid` unless it is version 1, SHA-256, and raw, DAG-PB or DAG-CBOR.
 */
export function digestOf(cid: CID): Uint8Array {
  const { code, digest } = cid.multihash;
  if (cid.version !== 1 || !isCodec(cid.code)) throw badCid(cid);
  if (code !== SHA2_256 || digest.length !== DIGEST_BYTES) throw badCid(cid);
  return digest;
}

/** A CID from its text. @throws `storage/bad-cid`, also where {@link digestOf} would. */
export function parseCid(text: string): CID {
  let cid: CID;
  try {
    cid = CID.parse(text);
  } catch (cause) {
    throw new StorageError("bad-cid", "This is not the text of a CID.", { cause });
  }
  digestOf(cid);
  return cid;
}

/**
 * The same block's CID with the raw codec. Stores keep a block under its digest alone, since that
 * is all that its bytes answer to; where one has to name it, this is the name.
 */
export function rawCid(cid: CID): CID {
  return cid.code === RAW ? cid : cidOf(digestOf(cid), RAW);
}

function isCodec(code: number): code is Codec {
  return code === RAW || code === DAG_PB || code === DAG_CBOR;
}

async function hash(bytes: Uint8Array): Promise<Uint8Array> {
  if (bytes.length < HASH_INLINE_BYTES) return sha256(bytes);
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes as BufferSource));
}

function checkSize(bytes: Uint8Array): void {
  if (bytes.length > MAX_BLOCK_BYTES) {
    throw new StorageError("too-large", `A block of ${bytes.length} bytes is above the limit.`);
  }
}

function badCid(cid: CID): StorageError {
  return new StorageError("bad-cid", `${cid} is not the CID of a block of this system.`, { cid });
}
