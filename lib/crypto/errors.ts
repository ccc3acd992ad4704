import { LeaseholdError } from "../error.ts";

/**
 * Reasons for which the cryptography refuses.
 *
 * - `crypto/tampered`: authentication failed; the bytes were changed, or the key is another one
 * - `crypto/malformed`: the bytes are not a block of the expected format
 * - `crypto/unsupported-version`: a block of a later protocol
 * - `crypto/mismatch`: authentic, but not what the ledger (or the caller) says it should be
 * - `crypto/commitment-mismatch`: the content key is not the one that the entry commits to
 * - `crypto/not-covered`: the lease holds no key for that section, slice or epoch
 * - `crypto/invalid-argument`: a number or length that the protocol has no place for
 * - `crypto/invalid-public-key`: not an X-Wing public key
 */
export type CryptoErrorCode =
  | "crypto/tampered"
  | "crypto/malformed"
  | "crypto/unsupported-version"
  | "crypto/mismatch"
  | "crypto/commitment-mismatch"
  | "crypto/not-covered"
  | "crypto/invalid-argument"
  | "crypto/invalid-public-key";

/** A refusal of the cryptography; see {@link CryptoErrorCode}. */
export class CryptoError extends LeaseholdError {
  override readonly name = "CryptoError";
  declare readonly code: CryptoErrorCode;

  constructor(code: CryptoErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}

/**
 * - `identity/unusable-signature`: not a signature by a private key (a smart account's, say)
 * - `identity/not-deterministic`: the wallet's two signatures differ
 * - `identity/wrong-signer`: a signature by another account, or of something else
 * - `identity/bad-recovery-code`: not a recovery code, or one of a later version
 * - `identity/mistyped-recovery-code`: a recovery code with letters missing, wrong or added
 * - `identity/wrong-passphrase`, `identity/wrong-passkey`: this does not open the second factor
 * - `identity/too-many-locks`: a second factor's locks take more room than the directory has
 */
export type IdentityErrorCode =
  | "identity/unusable-signature"
  | "identity/not-deterministic"
  | "identity/wrong-signer"
  | "identity/bad-recovery-code"
  | "identity/mistyped-recovery-code"
  | "identity/wrong-passphrase"
  | "identity/wrong-passkey"
  | "identity/too-many-locks";

/** A signature that does not make, or not attest, an identity; see {@link IdentityErrorCode}. */
export class IdentityError extends LeaseholdError {
  override readonly name = "IdentityError";
  declare readonly code: IdentityErrorCode;

  constructor(code: IdentityErrorCode, message: string, options?: ErrorOptions) {
    super(code, message, options);
  }
}
