import { sha256 } from "@noble/hashes/sha2.js";
import { CID } from "multiformats/cid";
import * as digest from "multiformats/hashes/digest";
import { expect } from "vitest";
import { concatBytes, utf8ToBytes } from "../../../lib/bytes.ts";
import { blockCid } from "../../../lib/crypto/block-codec.ts";
import type { Content } from "../../../lib/crypto/content-keys.ts";
import { newContent } from "../../../lib/crypto/content-keys.ts";
import type { EntryHeader, SealEntryInput } from "../../../lib/crypto/entry.ts";
import { keyPairOfSeed } from "../../../lib/crypto/hpke.ts";
import type { KeyEpoch } from "../../../lib/crypto/lease.ts";
import type { RecordSecret } from "../../../lib/crypto/record-keys.ts";
import {
  epochSecret,
  FIRST_EPOCH_NONCE,
  recordKeyPair,
  sectionRoot,
} from "../../../lib/crypto/record-keys.ts";
import { sliceKeyFromRoot } from "../../../lib/crypto/time-tree.ts";
import { LeaseholdError } from "../../../lib/error.ts";

/** Bytes that look random and are the same for the same label. */
export function bytesOf(label: string, length: number): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    sha256(utf8ToBytes(`${label} ${i}`)),
  );
  return concatBytes(...blocks).slice(0, length);
}

export const OWNER = bytesOf("owner account", 20);
export const GRANTEE = bytesOf("grantee account", 20);
export const FIRST_EPOCH: KeyEpoch = { epoch: 0, nonce: FIRST_EPOCH_NONCE };

export const SECRET: RecordSecret = {
  record: bytesOf("record", 32),
  version: 0,
  secret: bytesOf("secret", 32),
};

export const SECRET_BLOCK = blockCid(bytesOf("secret block", 10));
export const BODY = CID.createV1(0x55, digest.create(0x12, bytesOf("body", 32)));
export const CONTEXT = {
  chainId: 31337,
  ledger: bytesOf("ledger", 20),
  record: SECRET.record,
  owner: OWNER,
  grantee: GRANTEE,
};

export const ownerKeys = await keyPairOfSeed(bytesOf("owner identity", 32));
export const granteeKeys = await keyPairOfSeed(bytesOf("grantee identity", 32));
export const strangerKeys = await keyPairOfSeed(bytesOf("stranger identity", 32));
export const recordKeys = await recordKeyPair(SECRET);

/** A header and what it is sealed with, for an entry of a section at a slice and key epoch. */
export function entryOf(
  at: { section: number; slice: number; key?: KeyEpoch; epoch?: number },
  content: Content = newContent(),
): [EntryHeader, SealEntryInput] {
  const { section, slice, key = FIRST_EPOCH } = at;
  const header: EntryHeader = {
    record: SECRET.record,
    section,
    version: SECRET.version,
    secret: SECRET_BLOCK,
    epoch: at.epoch ?? key.epoch,
    keyEpoch: key.epoch,
    nonce: key.nonce,
    slice,
    previous: null,
    author: OWNER,
    id: content.id,
    body: BODY,
    manifest: null,
  };
  return [
    header,
    {
      contentKey: content.contentKey,
      recordPublicKey: recordKeys.publicKey,
      sliceKey: sliceKeyFromRoot(sectionRoot(SECRET, section), slice),
      epochSecret: epochSecret(SECRET, { section, ...key }),
    },
  ];
}

/** A copy with one bit of one byte changed; which bit depends on the place. */
export function flipped(bytes: Uint8Array, at: number): Uint8Array {
  const copy = bytes.slice();
  copy[at] = (copy[at] ?? 0) ^ (1 << (at % 8));
  return copy;
}

/** What `body` returns, or the code of the typed error with which it fails; all else is thrown on. */
export async function outcome<T>(body: () => T | Promise<T>): Promise<T | { code: string }> {
  try {
    return await body();
  } catch (error) {
    if (!(error instanceof LeaseholdError)) throw error;
    return { code: error.code };
  }
}

/** Whether an outcome is a typed error. */
export function failed(result: unknown): result is { code: string } {
  return typeof result === "object" && result !== null && "code" in result && !("asCID" in result);
}

/** A block decoder answers everything that is not its format with a typed error. */
export async function expectStrictDecoder(
  decode: (bytes: Uint8Array) => unknown,
  good: Uint8Array,
) {
  decode(good);
  for (let length = 0; length < good.length; length++) {
    expect(failed(await outcome(() => decode(good.subarray(0, length)))), `cut to ${length}`).toBe(
      true,
    );
  }
  for (const foreign of [
    concatBytes(good, Uint8Array.of(0)),
    concatBytes(good, good),
    Uint8Array.of(0xa0),
    Uint8Array.of(0x80),
    Uint8Array.of(0xf6),
    Uint8Array.of(0xf7),
    Uint8Array.of(0xfb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0),
    Uint8Array.of(0xbf, 0xff),
    utf8ToBytes('{"v":1}'),
    new Uint8Array(100_000).fill(0x81),
    ...Array.from({ length: 50 }, (_, i) => bytesOf(`foreign ${i}`, i * 13)),
  ]) {
    expect(failed(await outcome(() => decode(foreign)))).toBe(true);
  }
  for (let at = 0; at < good.length; at++) await outcome(() => decode(flipped(good, at)));
}
