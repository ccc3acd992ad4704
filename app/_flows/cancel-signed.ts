import type { SignedMessage } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow } from "./flow.ts";

export interface CancelSignedAsk {
  message: SignedMessage;
}

/** Makes something that was signed useless, for whoever has it, and changes the keys that came with it. */
export const cancelSignedFlow: Flow<CancelSignedAsk, void> = {
  title: "Cancelling what you signed",
  wallet: "Confirm the transaction that cancels the signature.",
  send: ({ sharing, context, account }, { message }, watch) =>
    sharing.cancelSigned(context, account, { messages: [message], ...watch }),
  verify: async ({ sharing, context }, { message }) => {
    if ((await sharing.signedState(context, { message })) === "ready") {
      throw new AppError("flow/not-seen", "It does not show as cancelled yet.");
    }
  },
  stale: () => [queryKeys.everySigned],
  done: () => "Cancelled: nobody can send it any more.",
};
