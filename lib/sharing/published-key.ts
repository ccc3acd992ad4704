import type { Address } from "viem";
import { toHex } from "../bytes.ts";
import { fingerprint } from "../crypto/identity.ts";
import { verifyAttestation } from "../crypto/key-attestation.ts";
import { readKey } from "../ledger/key-directory.ts";
import { mapInOrder } from "../storage/pool.ts";
import type { Context } from "./context.ts";
import { SharingError } from "./errors.ts";

/** Keys read at a time. */
const IN_FLIGHT = 16;

/** An account's encryption key as the directory has it, attested by the account. */
export interface PublishedKey {
  readonly publicKey: Uint8Array;
  /** For people to compare: 20 hex digits in groups of four. */
  readonly fingerprint: string;
}

/**
 * The encryption key that an account published; null if it has not.
 *
 * @throws SharingError `sharing/key-forged` if it is not attested by the account; LedgerError
 */
export async function findKey(
  { ledger }: Context,
  address: Address,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<PublishedKey | null> {
  const found = await readKey(ledger, address, options);
  if (found === null) return null;
  try {
    await verifyAttestation(
      {
        chainId: ledger.chainId,
        directory: ledger.keyDirectory,
        account: address,
        publicKey: found.publicKey,
      },
      found.signature,
    );
  } catch (cause) {
    throw new SharingError("sharing/key-forged", "This account's key is not signed by it.", {
      cause,
    });
  }
  return { publicKey: found.publicKey, fingerprint: readableFingerprint(found.publicKey) };
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
