import type { RecordsRenewal } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

interface Ask {
  /** Told how far it is. */
  onRecord: (renewal: RecordsRenewal) => void;
}

/** Gives new secrets to all records that hang on an earlier key of the account. */
export const renewRecordsFlow: Flow<Ask, RecordsRenewal> = {
  title: "Renewing your records",
  wallet: "Confirm the transaction that renews the next record.",
  send: ({ sharing, context, account }, { onRecord }, watch) =>
    sharing.renewRecords(context, account, { onRecord, ...watch }),
  verify: async ({ sharing, context, account }) => {
    const state = await sharing.identityState(context, account, { onUnreadable: () => {} });
    if (state.some(({ sealedTo, left }) => sealedTo === "earlier" || left > 0)) {
      throw new AppError("flow/not-seen", "Not all records show as renewed yet.");
    }
  },
  stale: ({ account }) => [queryKeys.identity(account.address), queryKeys.everyOpened],
  isResumable: true,
  done: () => "Your records have new secrets.",
};
