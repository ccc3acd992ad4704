import { signTypedData } from "viem/actions";
import { attestationTypedData } from "../crypto/key-attestation.ts";
import { toLedgerError } from "../ledger/chain-errors.ts";
import { publishKey as publishKeyCall } from "../ledger/key-directory.ts";
import type { Account } from "./account.ts";
import type { Context } from "./context.ts";
import type { SendWatch } from "./progress.ts";
import { transact } from "./transact.ts";

/**
 * Publishes an account's encryption key, so that others can lend to it: one signature, one
 * transaction.
 *
 * @throws LedgerError
 */
export async function publishKey(
  context: Context,
  { wallet, address, identity }: Account,
  watch: SendWatch = {},
): Promise<void> {
  const { ledger } = context;
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
  const call = publishKeyCall(ledger, { publicKey: identity.publicKey, signature });
  await transact(context, { wallet }, { prepare: async () => ({ call }), ...watch });
}
