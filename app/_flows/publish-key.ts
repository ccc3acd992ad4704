import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

/** Publishes the account's encryption key, signed by the account, so that others can lend to it. */
export const publishKeyFlow: Flow<void, void> = {
  title: "Publishing your key",
  wallet: "Sign your key, then confirm the transaction that publishes it.",
  send: ({ sharing, context, account }, _, watch) => sharing.publishKey(context, account, watch),
  verify: async ({ sharing, context, account }) => {
    if ((await sharing.findKey(context, account.address)) === null) {
      throw new AppError("flow/not-seen", "The key does not show yet.");
    }
  },
  stale: ({ account }) => [queryKeys.key(account.address)],
  done: () => "You are set up: people can lend to you now.",
};
