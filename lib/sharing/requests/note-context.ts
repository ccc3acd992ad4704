import type { Address, Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import type { NoteContext } from "../../crypto/note.ts";
import type { Context } from "../context.ts";

/** What a request's note is bound to (protocol §9). */
export function noteContext(
  { ledger }: Pick<Context, "ledger">,
  { record, owner, requester }: { record: Hex; owner: Address; requester: Address },
): NoteContext {
  return {
    chainId: ledger.chainId,
    ledger: fromHex(ledger.ledger),
    record: fromHex(record),
    owner: fromHex(owner),
    requester: fromHex(requester),
  };
}
