import type { Address } from "viem";
import * as z from "zod/mini";
import { fromHex, uintBytes } from "../bytes.ts";
import { blockFormat, byteString, bytes, decodeBlock, encodeBlock, uint } from "./block-codec.ts";
import { CryptoError, IdentityError } from "./errors.ts";
import type { IdentityName } from "./identity.ts";
import { MAX_INDEX } from "./identity.ts";
import { hkdf } from "./kdf.ts";
import { ADDRESS_SIZE, SEAL_OVERHEAD, SECRET_SIZE } from "./limits.ts";
import { MAX_PASSPHRASE_COST, MIN_PASSPHRASE_COST } from "./passphrase.ts";
import { seal, unseal } from "./seal.ts";
import { TAGS } from "./tags.ts";

/** The key directory takes no more. */
const MAX_SIZE = 1024;

const sealedSecret = bytes(SECRET_SIZE + SEAL_OVERHEAD);

const cost = (part: keyof typeof MAX_PASSPHRASE_COST) =>
  uint(MAX_PASSPHRASE_COST[part]).check(z.gte(MIN_PASSPHRASE_COST[part]));

const passphraseLock = z.strictObject({
  kind: z.literal("passphrase"),
  memory: cost("memory"),
  passes: cost("passes"),
  salt: bytes(SECRET_SIZE),
  sealed: sealedSecret,
});

const passkeyLock = z.strictObject({
  kind: z.literal("passkey"),
  site: z.string().check(z.minLength(1), z.maxLength(253)),
  credential: byteString(({ length }) => length > 0 && length <= MAX_SIZE),
  salt: bytes(SECRET_SIZE),
  sealed: sealedSecret,
});

const format = blockFormat("factors", {
  account: bytes(ADDRESS_SIZE),
  index: uint(MAX_INDEX),
  signature: z.boolean(),
  locks: z.array(z.union([passphraseLock, passkeyLock])),
  previous: z.nullable(sealedSecret),
}).check(z.refine(({ signature, locks }) => signature || locks.length > 0));

/** A second factor under a passphrase: Argon2id's cost and salt, and the factor sealed. */
export type PassphraseLock = z.infer<typeof passphraseLock>;

/** A second factor under a passkey of a site (a WebAuthn relying party's id): its id, and the salt. */
export type PasskeyLock = z.infer<typeof passkeyLock>;

/** One way to a second factor. */
export type Lock = PassphraseLock | PasskeyLock;

/**
 * What an account publishes beside its key for itself (protocol §2): how the identity is derived
 * again. `signature` says whether the wallet's signature is a part of it; `locks` are ways to the
 * second factor, none where there is no such factor; `previous` is the seed of the identity before
 * it, sealed under this one's.
 */
export type FactorBlock = z.infer<typeof format>;

/** What a factor block is made of. */
export type FactorBlockInput = IdentityName & Pick<FactorBlock, "signature" | "locks" | "previous">;

/**
 * Encodes a factor block: strict DAG-CBOR, at most 1024 bytes.
 *
 * @throws IdentityError `identity/too-many-locks`; CryptoError `crypto/malformed`
 */
export function encodeFactors({ account, ...fields }: FactorBlockInput): Uint8Array {
  const block = { v: 1, type: "factors", account: fromHex(account), ...fields } as const;
  const { bytes: encoded } = encodeBlock(format, block);
  if (encoded.length > MAX_SIZE) {
    throw new IdentityError("identity/too-many-locks", "These locks take too much room.");
  }
  return encoded;
}

/**
 * Decodes a factor block, which is public and may be anybody's: whose it is, the caller checks.
 *
 * @throws CryptoError as `decodeBlock` does
 */
export function decodeFactors(encoded: Uint8Array): FactorBlock {
  if (encoded.length > MAX_SIZE) {
    throw new CryptoError("crypto/malformed", "This is too long for a factor block.");
  }
  return decodeBlock(format, encoded);
}

/** Seals the seed of the identity before, for whoever has this identity's. */
export function sealPreviousSeed(previous: Uint8Array, name: SeedPlace): Promise<Uint8Array> {
  return seal(previousKey(name), { aad: new Uint8Array(), plaintext: previous });
}

/** Opens what {@link sealPreviousSeed} made. @throws CryptoError `crypto/tampered` */
export function openPreviousSeed(sealed: Uint8Array, name: SeedPlace): Promise<Uint8Array> {
  return unseal(previousKey(name), { aad: new Uint8Array(), sealed });
}

/** An identity with its seed. */
type SeedPlace = { account: Address; index: number; seed: Uint8Array };

function previousKey({ account, index, seed }: SeedPlace): Uint8Array {
  const info = [TAGS.previousIdentity, fromHex(account), uintBytes(index, 4)];
  return hkdf({ ikm: seed, info });
}
