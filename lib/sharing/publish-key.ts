import { signTypedData } from "viem/actions";
import { equalBytes } from "../bytes.ts";
import { encodeFactors } from "../crypto/factor-block.ts";
import { attestationTypedData } from "../crypto/key-attestation.ts";
import { toLedgerError } from "../ledger/chain-errors.ts";
import { publishKey as publishKeyCall } from "../ledger/key-directory.ts";
import type { Account, UnlockedAccount } from "./account.ts";
import type { Context } from "./context.ts";
import type { SendWatch } from "./progress.ts";
import type { PublishedKey } from "./published-key.ts";
import { transact } from "./transact.ts";

/**
 * Publishes an account's encryption key, so that others can lend to it, and beside it the factor
 * block by which the account derives it again: one signature, one transaction.
 *
 * @throws LedgerError; IdentityError `identity/too-many-locks`
 */
export async function publishKey(
  context: Context,
  account: Account | UnlockedAccount,
  watch: SendWatch = {},
): Promise<void> {
  const { ledger } = context;
  const { wallet, address, identity } = account;
  const factors = "origin" in account ? factorsOf(account) : new Uint8Array();
  watch.onProgress?.({ step: "sign" });
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
  const call = publishKeyCall(ledger, { publicKey: identity.publicKey, signature, factors });
  await transact(context, { wallet }, { prepare: async () => ({ call }), ...watch });
}

/** Whether a published key is this account's, with the locks that it has now. */
export function isPublished(account: UnlockedAccount, key: PublishedKey): boolean {
  return (
    equalBytes(account.identity.publicKey, key.publicKey) &&
    equalBytes(factorsOf(account), key.factors)
  );
}

/** None for the first identity of a wallet alone: the wallet is all that it needs. */
function factorsOf({ address, origin }: UnlockedAccount): Uint8Array {
  const { index, wallet, locks, previous } = origin;
  if (index === 0 && wallet !== null && locks.length === 0) return new Uint8Array();
  const signature = wallet !== null;
  return encodeFactors({ account: address, index, signature, locks: [...locks], previous });
}
