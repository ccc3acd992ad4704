import type { Address, Hex } from "viem";
import { z } from "zod/mini";
import type { Context } from "./context.ts";

const recordsSchema = z.array(
  z.templateLiteral(["0x", z.string().check(z.regex(/^[0-9a-f]{64}$/))]),
);

type Remembering = Pick<Context, "memory">;
type OfAccount = { account: Address };

/** Records that an account on this device wants to see again, the newest first. */
export function rememberedRecords(context: Remembering, { account }: OfAccount): Promise<Hex[]> {
  return rememberedRecordsIn(context, listOf(account));
}

/**
 * Remembers a record for an account on this device, so that `listLent` looks into it: a lease under
 * a root is in no journal of its account.
 */
export function rememberRecord(
  context: Remembering,
  { account, record }: OfAccount & { record: Hex },
): Promise<void> {
  return rememberRecordIn(context, listOf(account), record);
}

/** Undoes {@link rememberRecord}. */
export function forgetRecord(
  context: Remembering,
  { account, record }: OfAccount & { record: Hex },
): Promise<void> {
  return forgetRecordIn(context, listOf(account), record);
}

/** The records on a list of the device's memory, the newest first. */
export async function rememberedRecordsIn({ memory }: Remembering, list: string): Promise<Hex[]> {
  return parse(await memory.get(list));
}

/** Puts a record on top of a list. */
export async function rememberRecordIn(
  { memory }: Remembering,
  list: string,
  record: Hex,
): Promise<void> {
  const id = record.toLowerCase() as Hex;
  await memory.update(list, (present) => [id, ...parse(present).filter((it) => it !== id)]);
}

/** Takes a record off a list. */
export async function forgetRecordIn(
  { memory }: Remembering,
  list: string,
  record: Hex,
): Promise<void> {
  const id = record.toLowerCase();
  await memory.update(list, (present) => parse(present).filter((it) => it !== id));
}

function listOf(account: Address): string {
  return `remembered/${account.toLowerCase()}`;
}

function parse(stored: unknown): Hex[] {
  const parsed = z.safeParse(recordsSchema, stored);
  return parsed.success ? parsed.data : [];
}
