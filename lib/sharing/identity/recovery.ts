import type { Address } from "viem";
import { getAddress } from "viem/utils";
import { equalBytes } from "../../bytes.ts";
import { keyPairOfSeed } from "../../crypto/hpke.ts";
import { decodeRecoveryCode, encodeRecoveryCode } from "../../crypto/recovery-code.ts";
import { readKeys } from "../../ledger/key-directory.ts";
import type { Reader } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import { earlierIdentities } from "./derive.ts";

/** The recovery code of an identity, to be kept on paper: whoever has it reads as this account. */
export function recoveryCode({ identity }: Pick<Reader, "identity">): string {
  return encodeRecoveryCode(identity.seed);
}

/**
 * Unlocks an account for reading by a recovery code, without its wallet. A code of one of its
 * earlier identities opens what was sealed to that one and those before.
 *
 * @throws IdentityError `identity/bad-recovery-code`, `identity/mistyped-recovery-code`; SharingError
 *   `sharing/wrong-code` if it is not the code of a key that the account published; LedgerError
 */
export async function unlockWithCode(
  context: Context,
  { address: of, code, signal }: { address: Address; code: string; signal?: AbortSignal },
): Promise<Reader> {
  const address = getAddress(of);
  const identity = await keyPairOfSeed(decodeRecoveryCode(code));
  const keys = await readKeys(context.ledger, address, { signal });
  if (!keys.some(({ publicKey }) => equalBytes(publicKey, identity.publicKey))) {
    throw new SharingError("sharing/wrong-code", "This recovery code is of another account.");
  }
  const earlier = await earlierIdentities(context, { address, identity }, { signal });
  return { address, identity, earlier };
}
