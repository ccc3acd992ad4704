import { sha256 } from "@noble/hashes/sha2.js";
import { CID } from "multiformats/cid";
import * as digest from "multiformats/hashes/digest";
import { privateKeyToAccount } from "viem/accounts";
import { concatBytes, toHex, utf8ToBytes } from "../../lib/bytes.ts";
import type { Random } from "../../lib/crypto/random.ts";
import type { RecordSecret } from "../../lib/crypto/record-keys.ts";

/*
 * What the protocol's test vectors are made of: fixed inputs, each the SHA-256 of its name, so that
 * another implementation can rebuild them.
 */

/** Bytes from a name: SHA-256("name 0"), SHA-256("name 1"), …, as many as wanted. */
export function named(name: string, length = 32): Uint8Array {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, i) =>
    sha256(utf8ToBytes(`${name} ${i}`)),
  );
  return concatBytes(...blocks).slice(0, length);
}

/** "Random" bytes that are the same at every run: call `n` of a source gives `named("name n")`. */
export function namedRandom(name: string): Random {
  let calls = 0;
  return (length) => named(`${name} ${calls++}`, length);
}

export const ownerWallet = privateKeyToAccount(toHex(named("owner wallet")));
export const granteeWallet = privateKeyToAccount(toHex(named("grantee wallet")));

export const CHAIN_ID = 31337;
export const LEDGER = named("ledger", 20);

export const FIRST_SECRET: RecordSecret = {
  record: named("record"),
  version: 0,
  secret: named("record secret"),
};
export const SECOND_SECRET: RecordSecret = {
  record: named("record"),
  version: 1,
  secret: named("second record secret"),
};

/** The place of some encrypted stream; nothing is stored there. */
export function storedAt(name: string, codec = 0x55): CID {
  return CID.createV1(codec, digest.create(0x12, named(name)));
}
