import type { Address } from "viem";
import { z } from "zod/mini";
import { LeaseholdError } from "../../error.ts";
import type { Context } from "../context.ts";
import type { SignedMessage } from "./signed-message.ts";
import { isSameMessage } from "./signed-message.ts";
import { decodeSigned, encodeSigned } from "./signed-text.ts";

const textsSchema = z.array(z.string());

type Remembering = Pick<Context, "memory">;

/** What an account signed on this device and has not dropped, the newest first. */
export async function rememberedSigned(
  { memory }: Remembering,
  { signer }: { signer: Address },
): Promise<SignedMessage[]> {
  return parse(await memory.get(keyOf(signer)));
}

/** Remembers what an account signed. */
export async function rememberSigned(
  { memory }: Remembering,
  message: SignedMessage,
): Promise<void> {
  await memory.update(keyOf(message.signer), (present) => [
    encodeSigned(message),
    ...parse(present).map(encodeSigned),
  ]);
}

/** Drops what is sent, cancelled or no longer of interest. It stays good for whoever has it. */
export async function forgetSigned(
  { memory }: Remembering,
  { messages }: { messages: readonly SignedMessage[] },
): Promise<void> {
  for (const signer of new Set(messages.map((it) => it.signer))) {
    await memory.update(keyOf(signer), (present) =>
      parse(present)
        .filter((it) => !messages.some((dropped) => isSameMessage(it, dropped)))
        .map(encodeSigned),
    );
  }
}

function keyOf(signer: Address): string {
  return `signed/${signer.toLowerCase()}`;
}

function parse(stored: unknown): SignedMessage[] {
  const parsed = z.safeParse(textsSchema, stored);
  return parsed.success ? parsed.data.map(decodeOrNull).filter((it) => it !== null) : [];
}

function decodeOrNull(text: string): SignedMessage | null {
  try {
    return decodeSigned(text);
  } catch (error) {
    if (error instanceof LeaseholdError) return null;
    throw error;
  }
}
