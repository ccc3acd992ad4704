import type { CID } from "multiformats/cid";
import * as z from "zod/mini";
import { concatBytes } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import type { Block } from "./block-codec.ts";
import { blockFormat, blockLink, bytes, decodeBlock, encodeBlock, version } from "./block-codec.ts";
import { CryptoError } from "./errors.ts";
import type { KeyPair } from "./hpke.ts";
import { hpkeOpen, hpkeSeal } from "./hpke.ts";
import { hkdf } from "./kdf.ts";
import {
  ADDRESS_SIZE,
  HPKE_OVERHEAD,
  PUBLIC_KEY_SIZE,
  SEAL_OVERHEAD,
  SECRET_SIZE,
} from "./limits.ts";
import type { Random } from "./random.ts";
import type { RecordSecret } from "./record-keys.ts";
import { recordContext, recordKeyPair } from "./record-keys.ts";
import { seal, unseal } from "./seal.ts";
import { TAGS } from "./tags.ts";

const format = blockFormat("secret", {
  record: bytes(SECRET_SIZE),
  version,
  owner: bytes(ADDRESS_SIZE),
  publicKey: bytes(PUBLIC_KEY_SIZE),
  sealed: bytes(HPKE_OVERHEAD + SECRET_SIZE),
  previous: z.nullable(
    z.strictObject({ block: blockLink, sealed: bytes(SECRET_SIZE + SEAL_OVERHEAD) }),
  ),
});

/** A record secret, sealed to its owner (protocol §3). */
export type SecretBlock = z.infer<typeof format>;

/** What a secret block is made of; `previous` is the version before, and its block. */
export type SealSecretInput = {
  secret: RecordSecret;
  owner: Uint8Array;
  ownerPublicKey: Uint8Array;
  previous: null | { block: CID; secret: Uint8Array };
  random?: Random;
};

/** Seals a record secret to its owner's identity. */
export async function sealSecret(input: SealSecretInput): Promise<Block> {
  const { secret, owner, previous, random } = input;
  const sealed = await hpkeSeal({
    publicKey: input.ownerPublicKey,
    info: ownerInfo({ ...secret, owner }),
    aad: new Uint8Array(),
    plaintext: requireLength(secret.secret, SECRET_SIZE, "record secret"),
    random,
  });
  return encodeBlock(format, {
    v: 1,
    type: "secret",
    record: secret.record,
    version: secret.version,
    owner,
    publicKey: (await recordKeyPair(secret)).publicKey,
    sealed,
    previous: previous && {
      block: previous.block,
      sealed: await seal(previousKey(secret), {
        aad: new Uint8Array(),
        plaintext: previous.secret,
      }),
    },
  });
}

/** @throws CryptoError as {@link decodeBlock} does */
export function decodeSecret(encoded: Uint8Array): SecretBlock {
  return decodeBlock(format, encoded);
}

/**
 * Opens a secret block as its owner. That record, version and owner are the expected ones, and that
 * the block is one to be trusted (protocol §3), the caller checks.
 *
 * @throws CryptoError `crypto/tampered` with another identity; `crypto/mismatch` if the block's
 *   public key is not the secret's
 */
export async function openSecret(block: SecretBlock, owner: KeyPair): Promise<RecordSecret> {
  const opened = await hpkeOpen({
    keyPair: owner,
    info: ownerInfo(block),
    aad: new Uint8Array(),
    sealed: block.sealed,
  });
  const secret = { record: block.record, version: block.version, secret: opened };
  const { publicKey } = await recordKeyPair(secret);
  if (publicKey.some((byte, i) => byte !== block.publicKey[i])) {
    throw new CryptoError("crypto/mismatch", "The record's public key is not its secret's.");
  }
  return secret;
}

/**
 * The secret of the version before, which a secret block seals. Null if it seals none. Whose
 * version it is, the block behind `previous.block` says.
 *
 * @throws CryptoError `crypto/tampered`
 */
export async function openPreviousSecret(
  block: SecretBlock,
  secret: RecordSecret,
): Promise<Uint8Array | null> {
  if (block.previous === null) return null;
  return unseal(previousKey(secret), { aad: new Uint8Array(), sealed: block.previous.sealed });
}

function ownerInfo(of: { record: Uint8Array; version: number; owner: Uint8Array }): Uint8Array {
  const owner = requireLength(of.owner, ADDRESS_SIZE, "owner");
  return concatBytes(TAGS.secret, recordContext(of.record, of.version), owner);
}

function previousKey(of: RecordSecret): Uint8Array {
  const info = [TAGS.previousSecret, recordContext(of.record, of.version)];
  return hkdf({ ikm: of.secret, info });
}
