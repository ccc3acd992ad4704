import type { Address, Chain, Account as SigningAccount, Transport, WalletClient } from "viem";
import type { Lock } from "../crypto/factor-block.ts";
import type { KeyPair } from "../crypto/hpke.ts";
import { hasCode } from "../error.ts";

/** A wallet that is connected: it signs, and sends transactions. */
export type Wallet = WalletClient<Transport, Chain | undefined, SigningAccount>;

/** An account's encryption identity, unlocked. Whoever holds this can read as that person. */
export interface Reader {
  readonly address: Address;
  readonly identity: KeyPair;
  /** Those that it had before, newest first: they open what was sealed to them. */
  readonly earlier?: readonly KeyPair[];
}

/** A reader with their wallet, who can therefore also act. */
export interface Account extends Reader {
  readonly wallet: Wallet;
}

/** An account with what its identity derives from, so that it can be published and locked anew. */
export interface UnlockedAccount extends Account {
  readonly origin: IdentityOrigin;
}

/** What an identity derives from (protocol §2). All of it is secret but the index and the locks. */
export interface IdentityOrigin {
  /** Which of the account's identities it is, from 0. */
  readonly index: number;
  /** The wallet's part; null where the identity derives from the second factor alone. */
  readonly wallet: Uint8Array | null;
  /** Null where there is no second factor. */
  readonly factor: Uint8Array | null;
  /** The ways to the second factor. */
  readonly locks: readonly Lock[];
  /** The seed of the identity before it, sealed under this one's; null if there is none to open. */
  readonly previous: Uint8Array | null;
}

/** All key pairs of a reader, the present one first. */
export function keyPairsOf({ identity, earlier = [] }: Reader): readonly KeyPair[] {
  return [identity, ...earlier];
}

/**
 * Opens what was sealed to one of a reader's identities, the present one being tried first.
 *
 * @throws what `open` throws; CryptoError `crypto/tampered` if none of them opens it
 */
export async function openAsAny<T>(
  reader: Pick<Reader, "identity" | "earlier">,
  open: (identity: KeyPair) => Promise<T>,
): Promise<T> {
  const { identity, earlier = [] } = reader;
  try {
    return await open(identity);
  } catch (failure) {
    if (!hasCode(failure, "crypto/tampered")) throw failure;
    const [next, ...others] = earlier;
    if (next === undefined) throw failure;
    return openAsAny({ identity: next, earlier: others }, open);
  }
}
