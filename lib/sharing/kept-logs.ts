import { fromHex, toHex } from "../bytes.ts";
import type { LogItem } from "../crypto/log-item.ts";
import type { LedgerEvent } from "../ledger/event.ts";
import { encodeEvent } from "../ledger/event-encoding.ts";
import type { Log } from "../ledger/log.ts";
import type { Context } from "./context.ts";

/** An event as it is kept outside of the chain (protocol §13). */
export function keptLog(event: LedgerEvent, { ledger }: Pick<Context, "ledger">): LogItem {
  const log = encodeEvent(event, ledger);
  return {
    block: Number(log.blockNumber),
    blockHash: fromHex(log.blockHash),
    transaction: fromHex(log.transactionHash),
    index: log.logIndex,
    topics: log.topics.map(fromHex),
    data: fromHex(log.data),
  };
}

/** The log that was kept, as a node would answer it. */
export function logOf(item: LogItem, { ledger }: { ledger: Log["address"] }): Log {
  return {
    address: ledger.toLowerCase() as Log["address"],
    topics: item.topics.map(toHex),
    data: toHex(item.data),
    blockNumber: BigInt(item.block),
    blockHash: toHex(item.blockHash),
    transactionHash: toHex(item.transaction),
    logIndex: item.index,
  };
}
