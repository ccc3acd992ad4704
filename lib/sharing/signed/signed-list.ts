import type { Address } from "viem";
import { mapInOrder } from "../../storage/pool.ts";
import type { Context } from "../context.ts";
import { rememberedSigned } from "./signed-memory.ts";
import type { SignedMessage } from "./signed-message.ts";
import type { SignedState } from "./signed-state.ts";
import { signedState } from "./signed-state.ts";

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
