import type { Hex } from "viem";
import { hasCode } from "../../error.ts";
import type { LedgerCall } from "../../ledger/call.ts";
import { grantBySig, publishBySig, revokeBySig } from "../../ledger/signed-calls.ts";
import type { Account } from "../account.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { sendReviewed } from "../transact.ts";
import { forgetSigned } from "./signed-memory.ts";
import type { SignedMessage } from "./signed-message.ts";
import { requireNetwork } from "./signed-state.ts";

/** The record is no longer as it was when it was signed, and will not be again. */
const VOID = [
  "ledger/epoch-moved",
  "ledger/generation-moved",
  "ledger/revocations-moved",
  "ledger/head-moved",
  "ledger/slice-too-old",
  "ledger/already-over",
  "ledger/record-closed",
] as const;

/**
 * Sends what somebody signed, at the sender's cost. Anybody may; the sender needs no unlocked
 * identity. The blocks that it names are checked to be in the store before.
 *
 * @throws SharingError `sharing/void` if the record moved on since it was signed (the ledger's reason
 *   is the cause), `sharing/other-network`; LedgerError `ledger/nonce-used` if it was sent or
 *   cancelled, `ledger/signature-expired`, `ledger/signature-invalid`, and all others; StorageError;
 *   the signal's reason until the transaction was sent
 */
export async function sendSigned(
  context: Context,
  account: Pick<Account, "wallet">,
  { message, ...watch }: { message: SignedMessage } & SendWatch,
): Promise<void> {
  watch.onProgress?.({ step: "prepare" });
  requireNetwork(context, message);
  await Promise.all(
    blocksOf(message).map((digest) => context.store.get(structuredCid(digest), watch)),
  );
  try {
    await sendReviewed(context, account, { call: callOf(context, message), ...watch });
  } catch (cause) {
    if (!VOID.some((code) => hasCode(cause, code))) throw cause;
    throw new SharingError("sharing/void", "The record has changed since this was signed.", {
      cause,
    });
  }
  await forgetSigned(context, { messages: [message] });
}

function callOf({ ledger }: Context, message: SignedMessage): LedgerCall {
  const { validity, signature, signer } = message;
  switch (message.kind) {
    case "grant":
      return grantBySig(ledger, { ...message.content, validity, signature });
    case "revocation":
      return revokeBySig(ledger, { ...message.content, validity, signature });
    case "publication":
      return publishBySig(ledger, { ...message.content, author: signer, validity, signature });
  }
}

/** The digests of the blocks without which nobody could use what it does. */
function blocksOf({ kind, content }: SignedMessage): Hex[] {
  switch (kind) {
    case "grant":
      return [content.lease.envelope, content.rotation.digest].filter((it) => it !== null);
    case "revocation":
      return content.rotation.digest === null ? [] : [content.rotation.digest];
    case "publication":
      return content.publications.map(({ newHead }) => newHead);
  }
}
