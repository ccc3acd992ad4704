import type { Address } from "viem";
import { multicall } from "../../ledger/calls.ts";
import { cancelNonce } from "../../ledger/signed-calls.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { Account } from "../account.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { sendReviewed } from "../transact.ts";
import { forgetSigned, rememberedSigned } from "./signed-memory.ts";
import type { SignedMessage } from "./signed-message.ts";
import type { SignedState } from "./signed-state.ts";
import { requireNetwork, signedState } from "./signed-state.ts";

/** Messages looked up at a time. */
const IN_FLIGHT = 4;

/** Something signed, with what has become of it. */
export interface ListedSigned {
  message: SignedMessage;
  state: SignedState;
}

/**
 * What an account signed on this device and has not dropped (`forgetSigned`), the newest first.
 * What was sent from here or cancelled here is dropped by itself.
 *
 * @throws LedgerError
 */
export async function listSigned(
  context: Context,
  { signer, signal }: { signer: Address; signal?: AbortSignal | undefined },
): Promise<ListedSigned[]> {
  const messages = await rememberedSigned(context, { signer });
  const listed: ListedSigned[] = [];
  const work = async (message: SignedMessage) => ({
    message,
    state: await signedState(context, { message, signal }),
  });
  for await (const one of mapInOrder(messages, { limit: IN_FLIGHT, work })) listed.push(one);
  return listed;
}

/**
 * Cancels what the account signed, so that nobody can send it any more: one transaction.
 *
 * @throws SharingError `sharing/not-owner` for what another account signed, `sharing/other-network`;
 *   LedgerError; the signal's reason until the transaction was sent
 */
export async function cancelSigned(
  context: Context,
  account: Pick<Account, "wallet" | "address">,
  { messages, ...watch }: { messages: readonly SignedMessage[] } & SendWatch,
): Promise<void> {
  watch.onProgress?.({ step: "prepare" });
  for (const message of messages) {
    requireNetwork(context, message);
    if (!sameAddress(message.signer, account.address)) {
      throw new SharingError("sharing/not-owner", "Only its signer can cancel this.");
    }
  }
  const calls = messages.map(({ validity }) => cancelNonce(context.ledger, validity));
  const [only] = calls;
  if (only === undefined) return;
  const call = calls.length === 1 ? only : multicall(context.ledger, calls);
  await sendReviewed(context, account, { call, ...watch });
  await forgetSigned(context, { messages });
}
