import { getAddress } from "viem/utils";
import { equalBytes } from "../../bytes.ts";
import type { Reader, UnlockedAccount, Wallet } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { publishKey } from "../publish-key.ts";
import { findKey } from "../published-key.ts";
import { FIRST_IDENTITY, factorBlockOf } from "./derive.ts";
import type { IdentityDraft } from "./make-identity.ts";
import { makeIdentity } from "./make-identity.ts";

/**
 * Gives an account a new identity, and publishes it in place of the present one.
 *
 * What was sealed to the present identity stays readable if it can be unlocked (`present`): its seed
 * goes with the new one, sealed. Without it, what it could read is lost to the account, unless its
 * recovery code turns up. Whoever holds the present identity still reads what was sealed to it:
 * where it leaked, records need new secrets (`renewRecords`), and lenders have to lend again.
 *
 * @param of `present`: the present identity, unlocked by any way there is; null if it is lost
 * @throws SharingError `sharing/no-key` if the account has none to change, `sharing/wrong-code` if
 *   `present` is not it; otherwise as `makeIdentity` and `publishKey` do
 */
export async function changeIdentity(
  context: Context,
  wallet: Wallet,
  of: { present: Reader | null } & IdentityDraft & SendWatch,
): Promise<UnlockedAccount> {
  const { present, from, locks, ...watch } = of;
  const address = getAddress(wallet.account.address);
  const published = await findKey(context, address, { signal: watch.signal });
  if (published === null) {
    throw new SharingError("sharing/no-key", "This account has no key to change.");
  }
  if (present !== null && !equalBytes(present.identity.publicKey, published.publicKey)) {
    throw new SharingError("sharing/wrong-code", "This is not the account's present key.");
  }
  const index = factorBlockOf(published.factors, address)?.index ?? FIRST_IDENTITY;
  const after = { index, reader: present };
  const account = await makeIdentity(context, wallet, { from, locks, after, ...watch });
  await publishKey(context, account, watch);
  return account;
}
