import type { Address, Hex } from "viem";
import type { Context } from "../context.ts";
import { forgetRecordIn, rememberedRecordsIn, rememberRecordIn } from "../remembered.ts";

type Remembering = Pick<Context, "memory">;
type Asked = { account: Address; record: Hex };

/** Records of which an account asked something on this device: no journal of its own tells. */
export function askedRecords(
  context: Remembering,
  { account }: { account: Address },
): Promise<Hex[]> {
  return rememberedRecordsIn(context, listOf(account));
}

export function rememberAsked(context: Remembering, { account, record }: Asked): Promise<void> {
  return rememberRecordIn(context, listOf(account), record);
}

/** Leaves an answered request out of the list of what was asked. */
export function forgetAsked(context: Remembering, { account, record }: Asked): Promise<void> {
  return forgetRecordIn(context, listOf(account), record);
}

function listOf(account: Address): string {
  return `asked/${account.toLowerCase()}`;
}
