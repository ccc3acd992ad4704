import type { UnlockedAccount } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { publishKey } from "../publish-key.ts";
import type { LockDraft, LockSummary } from "./locks.ts";
import { lockSummary, makeLock } from "./locks.ts";

/** The ways to an account's second factor, in their order; none where it has no such factor. */
export function locksOf({ origin }: UnlockedAccount): LockSummary[] {
  return origin.locks.map(lockSummary);
}

/**
 * Adds a way to an account's second factor, and publishes it with the same key.
 *
 * @throws SharingError `sharing/no-factor` if the identity has no second factor: that takes another
 *   identity; IdentityError `identity/too-many-locks`; PasskeyError; LedgerError
 */
export async function addLock(
  context: Context,
  account: UnlockedAccount,
  { lock: draft, ...watch }: { lock: LockDraft } & SendWatch,
): Promise<UnlockedAccount> {
  const { address, origin } = account;
  const { index, wallet, factor } = origin;
  if (factor === null) {
    throw new SharingError("sharing/no-factor", "This key has no second factor.");
  }
  const place = { account: address, index, wallet };
  const lock = await makeLock(factor, draft, { place, ...watch });
  const changed = { ...account, origin: { ...origin, locks: [...origin.locks, lock] } };
  await publishKey(context, changed, watch);
  return changed;
}

/**
 * Removes the way at that place, and publishes the rest with the same key. What was published stays
 * public: whoever knows the passphrase, or has the passkey, and the wallet's signature still gets
 * the key by it. To be rid of a way for good takes another identity.
 *
 * @throws SharingError `sharing/last-lock` for the only one; LedgerError
 */
export async function removeLock(
  context: Context,
  account: UnlockedAccount,
  { lock: place, ...watch }: { lock: number } & SendWatch,
): Promise<UnlockedAccount> {
  const { origin } = account;
  const locks = origin.locks.filter((_, i) => i !== place);
  if (locks.length === 0) {
    throw new SharingError("sharing/last-lock", "Without this the key could not be had again.");
  }
  const changed = { ...account, origin: { ...origin, locks } };
  await publishKey(context, changed, watch);
  return changed;
}
