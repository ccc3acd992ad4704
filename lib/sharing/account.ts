import type { Address, Chain, Account as SigningAccount, Transport, WalletClient } from "viem";
import { signTypedData } from "viem/actions";
import { getAddress } from "viem/utils";
import { equalBytes, toHex } from "../bytes.ts";
import type { KeyPair } from "../crypto/hpke.ts";
import { keyPairOfSeed } from "../crypto/hpke.ts";
import { fingerprint, identitySeed, identityTypedData } from "../crypto/identity.ts";
import { attestationTypedData, verifyAttestation } from "../crypto/key-attestation.ts";
import { toLedgerError } from "../ledger/chain-errors.ts";
import { publishKey as publishKeyCall, readKey } from "../ledger/key-directory.ts";
import { send } from "../ledger/send.ts";
import type { Context } from "./context.ts";
import { SharingError } from "./errors.ts";
import type { Watch } from "./progress.ts";

/** A wallet that is connected: it signs, and sends transactions. */
export type Wallet = WalletClient<Transport, Chain | undefined, SigningAccount>;

/** An account whose encryption identity is unlocked. Whoever holds this can read as that person. */
export interface Account {
  readonly address: Address;
  readonly wallet: Wallet;
  readonly identity: KeyPair;
}

/** The index of an account's first encryption identity (protocol §2). */
const FIRST_IDENTITY = 0;

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
 * Derives the wallet's encryption identity (protocol §2).
 *
 * Before the account has published a key, the wallet signs twice, and both signatures must be
 * equal; afterwards once, and the key must be the published one.
 *
 * @throws IdentityError `identity/not-deterministic`, `identity/unusable-signature`;
 *   SharingError `sharing/key-changed`; LedgerError `wallet/rejected` and the like
 */
export async function unlock(
  context: Context,
  wallet: Wallet,
  { onProgress, signal }: Watch = {},
): Promise<Account> {
  const address = getAddress(wallet.account.address);
  const published = await findKey(context, address, { signal });
  const name = { account: address, index: FIRST_IDENTITY };
  const sign = async () => {
    signal?.throwIfAborted();
    onProgress?.({ step: "sign" });
    return signTypedData(wallet, { account: wallet.account, ...identityTypedData(name) }).catch(
      (error: unknown) => {
        throw toLedgerError(error, { refusal: "wallet/failed" });
      },
    );
  };
  const first = await sign();
  const second = published === null ? await sign() : first;
  const identity = await keyPairOfSeed(
    await identitySeed({ ...name, signatures: [first, second] }),
  );
  if (published !== null && !equalBytes(published.publicKey, identity.publicKey)) {
    throw new SharingError(
      "sharing/key-changed",
      "This wallet's signature leads to another key than the one that was published.",
    );
  }
  return { address, wallet, identity };
}

/**
 * Publishes an account's encryption key, so that others can lend to it: one signature, one
 * transaction.
 *
 * @throws LedgerError
 */
export async function publishKey(
  { ledger }: Context,
  { wallet, address, identity }: Account,
  { onProgress, signal }: Watch = {},
): Promise<void> {
  onProgress?.({ step: "sign" });
  const signature = await signTypedData(wallet, {
    account: wallet.account,
    ...attestationTypedData({
      chainId: ledger.chainId,
      directory: ledger.keyDirectory,
      account: address,
      publicKey: identity.publicKey,
    }),
  }).catch((error: unknown) => {
    throw toLedgerError(error, { refusal: "wallet/failed" });
  });
  signal?.throwIfAborted();
  await send(ledger, publishKeyCall(ledger, { publicKey: identity.publicKey, signature }), {
    wallet,
    signal,
    onSent: (transaction) => onProgress?.({ step: "confirm", transaction }),
  });
}
