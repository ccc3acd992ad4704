import type { Address, Hex } from "viem";
import { toHex } from "../bytes.ts";
import { fingerprint } from "../crypto/identity.ts";
import type { AttestedKey } from "../crypto/key-attestation.ts";
import { attestationTypedData, verifyAttestation } from "../crypto/key-attestation.ts";
import { isSignedByContract } from "../ledger/account-signature.ts";
import { readKey } from "../ledger/key-directory.ts";
import { mapInOrder } from "../storage/pool.ts";
import type { Context } from "./context.ts";
import { SharingError } from "./errors.ts";

/** Keys read at a time. */
const IN_FLIGHT = 16;

/** An account's encryption key as the directory has it, attested by the account. */
export interface PublishedKey {
  readonly publicKey: Uint8Array;
  /**
   * Who says that the account signed it: the signature itself, or, of a smart account, the chain's
   * nodes, whom one has to believe. Fingerprints are worth comparing there.
   */
  readonly attestedBy: "signature" | "chain";
  /** The account's factor block, unchecked; empty if there is none. */
  readonly factors: Uint8Array;
  /** For people to compare: 20 hex digits in groups of four. */
  readonly fingerprint: string;
}

/**
 * The encryption key that an account published; null if it has not.
 *
 * @throws SharingError `sharing/key-forged` if it is not attested by the account; LedgerError, also
 *   `chain/nodes-disagree` on a smart account's signature
 */
export async function findKey(
  { ledger }: Context,
  address: Address,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<PublishedKey | null> {
  const found = await readKey(ledger, address, options);
  if (found === null) return null;
  const { publicKey, factors, signature } = found;
  const place = { chainId: ledger.chainId, directory: ledger.keyDirectory, account: address };
  const attestedBy = await whoAttests(ledger, { ...place, publicKey }, { signature, ...options });
  return { publicKey, attestedBy, factors, fingerprint: readableFingerprint(publicKey) };
}

/** A signature by a private key speaks for itself; any other is the chain's to judge. */
async function whoAttests(
  ledger: Context["ledger"],
  key: AttestedKey,
  { signature, signal }: { signature: Hex; signal?: AbortSignal | undefined },
): Promise<PublishedKey["attestedBy"]> {
  try {
    await verifyAttestation(key, signature);
    return "signature";
  } catch (cause) {
    const { account } = key;
    const signed = { ...attestationTypedData(key), account, signature };
    if (await isSignedByContract(ledger, signed, { signal })) return "chain";
    throw new SharingError("sharing/key-forged", "This account's key is not signed by it.", {
      cause,
    });
  }
}

/** A public key's fingerprint for people. */
export function readableFingerprint(publicKey: Uint8Array): string {
  const hex = toHex(fingerprint(publicKey)).slice(2);
  return (hex.match(/.{4}/g) ?? []).join(" ");
}

/**
 * The encryption keys of accounts, in their order.
 *
 * @throws SharingError `sharing/no-key` if some have published none (`details.accounts`: those),
 *   `sharing/key-forged`; LedgerError
 */
export async function requireKeys(
  context: Context,
  accounts: readonly Address[],
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Uint8Array[]> {
  const keys: Uint8Array[] = [];
  const without: Address[] = [];
  const work = async (account: Address) =>
    [account, await findKey(context, account, options)] as const;
  for await (const [account, key] of mapInOrder(accounts, { limit: IN_FLIGHT, work })) {
    if (key === null) without.push(account);
    else keys.push(key.publicKey);
  }
  if (without.length > 0) {
    throw new SharingError("sharing/no-key", "That account has not set up an encryption key yet.", {
      details: { accounts: without },
    });
  }
  return keys;
}
