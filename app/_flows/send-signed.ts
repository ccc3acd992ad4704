import type { SignedMessage } from "../../lib/sharing/index.ts";
import { AppError } from "../_config/app-error.ts";
import { queryKeys } from "../_config/query-keys.ts";
import type { Flow, Payer } from "./flow.ts";

export interface SendSignedAsk {
  message: SignedMessage;
}

/** Sends what somebody signed, at one's own cost. */
export const sendSignedFlow: Flow<SendSignedAsk, void, Payer> = {
  title: "Sending what was signed",
  wallet: "Confirm the transaction. You pay its fee; what it does is its signer's.",
  send: ({ sharing, context, account }, { message }, watch) =>
    sharing.sendSigned(context, account, { message, ...watch }),
  verify: async ({ sharing, context }, { message }) => {
    if ((await sharing.signedState(context, { message })) !== "sent") {
      throw new AppError("flow/not-seen", "Its effect does not show yet.");
    }
  },
  stale: ({ account }, { message }) => [
    queryKeys.everySigned,
    queryKeys.lent(account.address),
    queryKeys.leases(message.content.record),
  ],
  done: () => "Sent: it is in force now.",
};
