import { sha256 } from "@noble/hashes/sha2.js";
import type { Address, Hex } from "viem";
import { concatBytes, fromHex, uintBytes } from "../bytes.ts";
import { requireLength, requireUint } from "./argument.ts";
import { canonicalSignature, requireSigner } from "./ecdsa-signature.ts";
import { IdentityError } from "./errors.ts";
import { hkdf } from "./kdf.ts";
import { PUBLIC_KEY_SIZE, SECRET_SIZE } from "./limits.ts";
import { TAGS } from "./tags.ts";

/** Greatest index of an identity (u32). */
export const MAX_INDEX = 2 ** 32 - 1;

/** Bytes that an identity takes from its wallet. */
export const WALLET_SECRET_SIZE = 64;

const FINGERPRINT_SIZE = 10;

/** What a wallet shows when it signs for an identity (protocol §2). */
const STATEMENT =
  "Derive my Leasehold encryption key. Sign this only in an app you trust: whoever holds this signature can read what is shared with me.";

/** Whose identity, and which of theirs: 0 for the first. */
export type IdentityName = { account: Address; index: number };

/** The EIP-712 message from whose signature an identity derives, for `signTypedData`. */
export function identityTypedData({ account, index }: IdentityName) {
  requireUint(index, MAX_INDEX, "index");
  return {
    domain: { name: "Leasehold", version: "1" },
    types: {
      EncryptionIdentity: [
        { name: "statement", type: "string" },
        { name: "account", type: "address" },
        { name: "index", type: "uint32" },
      ],
    },
    primaryType: "EncryptionIdentity",
    message: { statement: STATEMENT, account, index },
  } as const;
}

/** Two signatures of {@link identityTypedData}. */
export type IdentitySignatures = IdentityName & { signatures: readonly [Hex, Hex] };

/**
 * What an identity takes from its wallet: `r ‖ s` of a signature (64 bytes), as secret as the
 * identity. Signatures that differ only in the choice of `s` (EIP-2) are the same.
 *
 * @throws IdentityError `identity/unusable-signature` for what is not a signature by a private key;
 *   `identity/not-deterministic` if the two differ; `identity/wrong-signer` if they are not the
 *   account's
 */
export async function walletSecret(input: IdentitySignatures): Promise<Uint8Array> {
  const { account, index } = input;
  const [first, second] = input.signatures.map(canonicalSignature);
  if (!first || !second || first.r !== second.r || first.s !== second.s) {
    throw new IdentityError(
      "identity/not-deterministic",
      "This wallet signs the same message differently each time, so no key can be derived from it.",
    );
  }
  for (const signature of [first, second]) {
    await requireSigner({ ...identityTypedData({ account, index }), signature }, account);
  }
  return concatBytes(fromHex(first.r), fromHex(first.s));
}

/** What an identity derives from: the wallet's 64 bytes, a second factor of 32, or both. */
export type IdentitySource = IdentityName & {
  wallet: Uint8Array | null;
  factor: Uint8Array | null;
};

/**
 * The seed of an identity (32 bytes), whose key pair `keyPairOfSeed` makes.
 *
 * @throws CryptoError `crypto/invalid-argument` for parts of other lengths, and without any
 */
export function seedFrom({ account, index, wallet, factor }: IdentitySource): Uint8Array {
  if (wallet !== null) requireLength(wallet, WALLET_SECRET_SIZE, "wallet's part");
  if (wallet === null || factor !== null) {
    requireLength(factor ?? new Uint8Array(), SECRET_SIZE, "second factor");
  }
  const ikm = concatBytes(wallet ?? new Uint8Array(), factor ?? new Uint8Array());
  const info = [TAGS.identity, uintBytes(requireUint(index, MAX_INDEX, "index"), 4)];
  const seed = hkdf({ ikm, salt: fromHex(account), info });
  ikm.fill(0);
  return seed;
}

/**
 * The seed (32 bytes) of an identity that derives from the wallet, and from a second factor (32
 * bytes) if there is one.
 *
 * @throws IdentityError as {@link walletSecret} does; CryptoError as {@link seedFrom} does
 */
export async function identitySeed(
  input: IdentitySignatures & { factor?: Uint8Array | undefined },
): Promise<Uint8Array> {
  const { account, index, factor = null } = input;
  const wallet = await walletSecret(input);
  const seed = seedFrom({ account, index, wallet, factor });
  wallet.fill(0);
  return seed;
}

/** A public key's fingerprint, for people to compare: the first 10 bytes of its SHA-256. */
export function fingerprint(publicKey: Uint8Array): Uint8Array {
  return sha256(requireLength(publicKey, PUBLIC_KEY_SIZE, "public key")).slice(0, FINGERPRINT_SIZE);
}
