import type { LockDraft, UnlockedAccount } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow, Stage } from "./flow.ts";

/** Adds a passphrase or a passkey to the account's key. */
export const addLockFlow: Flow<{ lock: LockDraft }, UnlockedAccount, UnlockedAccount> = {
  title: "Adding a way to your key",
  wallet: "Sign your key, then confirm the transaction that publishes it with the new way.",
  send: ({ sharing, context, account }, { lock }, watch) =>
    sharing.addLock(context, account, { lock, ...watch }),
  verify: requirePublished,
  stale: ({ account }) => [queryKeys.key(account.address)],
  done: () => "Added. It opens your key from now on.",
};

/** Removes a passphrase or a passkey, by its place among the ways to the account's key. */
export const removeLockFlow: Flow<{ lock: number }, UnlockedAccount, UnlockedAccount> = {
  title: "Removing a way to your key",
  wallet: "Sign your key, then confirm the transaction that publishes it without this way.",
  send: ({ sharing, context, account }, { lock }, watch) =>
    sharing.removeLock(context, account, { lock, ...watch }),
  verify: requirePublished,
  stale: ({ account }) => [queryKeys.key(account.address)],
  done: () => "Removed.",
};

/** The chain shows the key, with as many ways to it as were published. */
async function requirePublished(
  { sharing, context }: Stage<UnlockedAccount>,
  _: unknown,
  changed: UnlockedAccount,
): Promise<void> {
  const key = await sharing.findKey(context, changed.address);
  if (key === null || !sharing.isPublished(changed, key)) {
    throw new AppError("flow/not-seen", "The change does not show yet.");
  }
}
