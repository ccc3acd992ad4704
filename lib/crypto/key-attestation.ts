import type { Address, Hex } from "viem";
import { toHex } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import { canonicalSignature, requireSigner } from "./ecdsa-signature.ts";
import { PUBLIC_KEY_SIZE } from "./limits.ts";

/** An account's public key (1216 bytes), and the directory in which the account publishes it. */
export type AttestedKey = {
  chainId: number;
  directory: Address;
  account: Address;
  publicKey: Uint8Array;
};

/** The EIP-712 message by which an account attests its public key, for `signTypedData`. */
export function attestationTypedData({ chainId, directory, account, publicKey }: AttestedKey) {
  requireLength(publicKey, PUBLIC_KEY_SIZE, "public key");
  return {
    domain: {
      name: "Leasehold KeyDirectory",
      version: "1",
      chainId,
      verifyingContract: directory,
    },
    types: {
      EncryptionKey: [
        { name: "account", type: "address" },
        { name: "publicKey", type: "bytes" },
      ],
    },
    primaryType: "EncryptionKey",
    message: { account, publicKey: toHex(publicKey) },
  } as const;
}

/**
 * Checks that an account attests a key, for accounts that sign with a private key. A smart
 * account's signature only its chain can check.
 *
 * @throws IdentityError `identity/wrong-signer`; `identity/unusable-signature` for another kind of
 *   signature
 */
export async function verifyAttestation(key: AttestedKey, signature: Hex): Promise<void> {
  const canonical = canonicalSignature(signature);
  await requireSigner({ ...attestationTypedData(key), signature: canonical }, key.account);
}
