import type { Address, Hex, TypedDataDefinition } from "viem";
import { isAddressEqual, numberToHex, parseSignature, recoverTypedDataAddress, size } from "viem";
import { IdentityError } from "./errors.ts";

/** An ECDSA signature with `s` in its lower form (EIP-2); `r` and `s` have 32 bytes. */
export type EcdsaSignature = { r: Hex; s: Hex; yParity: number };

/** Order of secp256k1's group (SEC 2, section 2.4.1). */
const ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141n;

const SIGNATURE_SIZE = 65;

/**
 * The one form of a signature of 65 bytes. Wallets may give `s` in either form.
 *
 * @throws IdentityError `identity/unusable-signature`
 */
export function canonicalSignature(signature: Hex): EcdsaSignature {
  const { r, s, yParity } = parse(signature);
  const value = BigInt(s);
  if (value <= ORDER / 2n) return { r, s, yParity };
  return { r, s: numberToHex(ORDER - value, { size: 32 }), yParity: 1 - yParity };
}

/**
 * Refuses typed data that the account did not sign.
 *
 * @throws IdentityError `identity/wrong-signer`
 */
export async function requireSigner(
  signed: TypedDataDefinition & { signature: EcdsaSignature },
  account: Address,
): Promise<void> {
  if (!isAddressEqual(await recover(signed), account)) throw wrongSigner();
}

async function recover(signed: TypedDataDefinition & { signature: EcdsaSignature }) {
  try {
    return await recoverTypedDataAddress(signed);
  } catch (cause) {
    throw wrongSigner(cause);
  }
}

function parse(signature: Hex): EcdsaSignature {
  try {
    if (size(signature) !== SIGNATURE_SIZE) throw new RangeError("another length");
    const { r, s, yParity } = parseSignature(signature);
    return { r, s, yParity };
  } catch (cause) {
    throw new IdentityError(
      "identity/unusable-signature",
      "This wallet does not sign with a private key of its own.",
      { cause },
    );
  }
}

function wrongSigner(cause?: unknown): IdentityError {
  return new IdentityError("identity/wrong-signer", "The signature is not this account's.", {
    cause,
  });
}
