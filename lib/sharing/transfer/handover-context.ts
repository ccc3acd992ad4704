import type { Address, Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import type { HandoverContext } from "../../crypto/handover.ts";
import type { Context } from "../context.ts";

/** What a handover is bound to (protocol §11). */
export function handoverContext(
  { ledger }: Pick<Context, "ledger">,
  { record, owner, newOwner }: { record: Hex; owner: Address; newOwner: Address },
): HandoverContext {
  return {
    chainId: ledger.chainId,
    ledger: fromHex(ledger.ledger),
    record: fromHex(record),
    owner: fromHex(owner),
    newOwner: fromHex(newOwner),
  };
}
