import type { Address } from "viem";
import type { Context } from "../context.ts";
import type { SignedMessage } from "./signed-message.ts";
import { isSameMessage } from "./signed-message.ts";
import { decodeStored, encodeSigned } from "./signed-text.ts";

type Remembering = Pick<Context, "memory">;

/** What an account signed on this device and has not dropped, the newest first. */
export async function rememberedSigned(
  { memory }: Remembering,
  { signer }: { signer: Address },
): Promise<SignedMessage[]> {
  return decodeStored(await memory.get(keyOf(signer)));
}

/** Remembers what an account signed. */
export async function rememberSigned(
  { memory }: Remembering,
  message: SignedMessage,
): Promise<void> {
  await memory.update(keyOf(message.signer), (present) => [
    encodeSigned(message),
    ...decodeStored(present).map(encodeSigned),
  ]);
}

/** Drops what is sent, cancelled or no longer of interest. It stays good for whoever has it. */
export async function forgetSigned(
  { memory }: Remembering,
  { messages }: { messages: readonly SignedMessage[] },
): Promise<void> {
  for (const signer of new Set(messages.map((it) => it.signer))) {
    await memory.update(keyOf(signer), (present) =>
      decodeStored(present)
        .filter((it) => !messages.some((dropped) => isSameMessage(it, dropped)))
        .map(encodeSigned),
    );
  }
}

function keyOf(signer: Address): string {
  return `signed/${signer.toLowerCase()}`;
}
