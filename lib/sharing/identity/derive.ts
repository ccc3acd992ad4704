import type { Address } from "viem";
import { signTypedData } from "viem/actions";
import { equalBytes, fromHex } from "../../bytes.ts";
import type { FactorBlock } from "../../crypto/factor-block.ts";
import { decodeFactors, openPreviousSeed } from "../../crypto/factor-block.ts";
import type { KeyPair } from "../../crypto/hpke.ts";
import { keyPairOfSeed } from "../../crypto/hpke.ts";
import type { IdentityName } from "../../crypto/identity.ts";
import { identityTypedData, walletSecret } from "../../crypto/identity.ts";
import { toLedgerError } from "../../ledger/chain-errors.ts";
import { readKeys } from "../../ledger/key-directory.ts";
import type { Wallet } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Watch } from "../progress.ts";

/** The index of an account's first encryption identity (protocol §2). */
export const FIRST_IDENTITY = 0;

/**
 * The wallet's part of an identity, from a signature, or from two that are compared.
 *
 * @throws IdentityError `identity/not-deterministic`, `identity/unusable-signature`,
 *   `identity/wrong-signer`; LedgerError `wallet/rejected` and the like
 */
export async function askWallet(
  wallet: Wallet,
  name: IdentityName,
  { times, onProgress, signal }: { times: 1 | 2 } & Watch,
): Promise<Uint8Array> {
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
  const second = times === 2 ? await sign() : first;
  return walletSecret({ ...name, signatures: [first, second] });
}

/**
 * An account's factor block; null if there is none.
 *
 * @throws SharingError `sharing/factors-invalid` if it is malformed or another account's
 */
export function factorBlockOf(factors: Uint8Array, address: Address): FactorBlock | null {
  if (factors.length === 0) return null;
  const block = decode(factors);
  if (!equalBytes(block.account, fromHex(address))) throw invalid();
  return block;
}

function decode(factors: Uint8Array): FactorBlock {
  try {
    return decodeFactors(factors);
  } catch (cause) {
    throw invalid(cause);
  }
}

/**
 * The identities before one, newest first, as far as each one's factor block seals the seed of the
 * one before it.
 *
 * @throws SharingError `sharing/factors-invalid`; CryptoError `crypto/tampered`; LedgerError
 */
export async function earlierIdentities(
  { ledger }: Context,
  { address, identity }: { address: Address; identity: KeyPair },
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<KeyPair[]> {
  const keys = await readKeys(ledger, address, { signal });
  const earlier: KeyPair[] = [];
  let pair = identity;
  let last = Number.POSITIVE_INFINITY;
  for (;;) {
    const published = keys.find(({ publicKey }) => equalBytes(publicKey, pair.publicKey));
    const block = published && factorBlockOf(published.factors, address);
    if (!block || block.previous === null) return earlier;
    const { index, previous } = block;
    if (index >= last) throw invalid();
    last = index;
    pair = await keyPairOfSeed(
      await openPreviousSeed(previous, { account: address, index, seed: pair.seed }),
    );
    earlier.push(pair);
  }
}

function invalid(cause?: unknown): SharingError {
  return new SharingError("sharing/factors-invalid", "The factor block is not this account's.", {
    cause,
  });
}
