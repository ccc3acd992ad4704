import type { Address, Chain, Account as SigningAccount, Transport, WalletClient } from "viem";
import { signTypedData } from "viem/actions";
import { getAddress } from "viem/utils";
import { equalBytes } from "../bytes.ts";
import type { KeyPair } from "../crypto/hpke.ts";
import { keyPairOfSeed } from "../crypto/hpke.ts";
import { identitySeed, identityTypedData } from "../crypto/identity.ts";
import { toLedgerError } from "../ledger/chain-errors.ts";
import type { Context } from "./context.ts";
import { SharingError } from "./errors.ts";
import type { Watch } from "./progress.ts";
import { findKey } from "./published-key.ts";

/** A wallet that is connected: it signs, and sends transactions. */
export type Wallet = WalletClient<Transport, Chain | undefined, SigningAccount>;

/** An account's encryption identity, unlocked. Whoever holds this can read as that person. */
export interface Reader {
  readonly address: Address;
  readonly identity: KeyPair;
}

/** A reader with their wallet, who can therefore also act. */
export interface Account extends Reader {
  readonly wallet: Wallet;
}

/** The index of an account's first encryption identity (protocol §2). */
const FIRST_IDENTITY = 0;

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
