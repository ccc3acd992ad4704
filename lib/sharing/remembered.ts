import type { Address, Hex } from "viem";
import { z } from "zod/mini";
import type { Context } from "./context.ts";

const recordsSchema = z.array(
  z.templateLiteral(["0x", z.string().check(z.regex(/^[0-9a-f]{64}$/))]),
);

/** Records that an account on this device wants to see again, the newest first. */
export async function rememberedRecords(
  { memory }: Pick<Context, "memory">,
  { account }: { account: Address },
): Promise<Hex[]> {
  return parse(await memory.get(keyOf(account)));
}

/**
 * Remembers a record for an account on this device, so that `listLent` looks into it: a lease under
 * a root is in no journal of its account.
 */
export async function rememberRecord(
  { memory }: Pick<Context, "memory">,
  { account, record }: { account: Address; record: Hex },
): Promise<void> {
  const id = record.toLowerCase() as Hex;
  await memory.update(keyOf(account), (present) => [
    id,
    ...parse(present).filter((it) => it !== id),
  ]);
}

/** Undoes {@link rememberRecord}. */
export async function forgetRecord(
  { memory }: Pick<Context, "memory">,
  { account, record }: { account: Address; record: Hex },
): Promise<void> {
  const id = record.toLowerCase();
  await memory.update(keyOf(account), (present) => parse(present).filter((it) => it !== id));
}

function keyOf(account: Address): string {
  return `remembered/${account.toLowerCase()}`;
}

function parse(stored: unknown): Hex[] {
  const parsed = z.safeParse(recordsSchema, stored);
  return parsed.success ? parsed.data : [];
}
