import type { IdentityDraft, Reader, UnlockedAccount } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow, Payer } from "./flow.ts";

interface Ask extends IdentityDraft {
  /** The present key, however it was unlocked; null if it is lost. */
  present: Reader | null;
}

/** Gives the account a new key, which also opens what the present one does. */
export const changeIdentityFlow: Flow<Ask, UnlockedAccount, Payer> = {
  title: "Changing your key",
  wallet: "Sign as it asks, then confirm the transaction that publishes the new key.",
  send: ({ sharing, context, account }, ask, watch) =>
    sharing.changeIdentity(context, account.wallet, { ...ask, ...watch }),
  verify: async ({ sharing, context }, _, changed) => {
    const key = await sharing.findKey(context, changed.address);
    if (key === null || !sharing.isPublished(changed, key)) {
      throw new AppError("flow/not-seen", "The new key does not show yet.");
    }
  },
  stale: ({ account }) => [queryKeys.key(account.address), queryKeys.identity(account.address)],
  done: () => "Your key is a new one. Print its recovery code.",
};
