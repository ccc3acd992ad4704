import type { DrainOutcome } from "../../lib/sharing/index.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

/** Sends what waits on this device, in order; each entry is a transaction of its own. */
export const sendQueueFlow: Flow<void, DrainOutcome> = {
  title: "Sending what waits",
  wallet: "Confirm the transaction. Each thing that waits is one of its own.",
  send: ({ sharing, context, account }, _, watch) => sharing.sendQueue(context, account, watch),
  // The library is done when the ledger has it.
  verify: async () => undefined,
  stale: ({ account }) => [
    queryKeys.queue(account.address),
    queryKeys.everyOpened,
    queryKeys.everySigned,
    queryKeys.lent(account.address),
    queryKeys.owned(account.address),
  ],
  isResumable: true,
  done: () => "Everything that could be sent is sent.",
};
