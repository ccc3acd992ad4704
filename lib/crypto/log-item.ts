import * as z from "zod/mini";
import { byteString, bytes, uint } from "./block-codec.ts";

/** Bytes of the longest log data that is kept: a call that ends some 10 000 leases singly has less. */
const MAX_DATA_SIZE = 512 * 1024;

/**
 * A log of the ledger as `eth_getLogs` answers it, for keeping outside of the chain (protocol §13).
 * What it says, `lib/ledger` reads.
 */
export const logItem = z.strictObject({
  block: uint(Number.MAX_SAFE_INTEGER),
  blockHash: bytes(32),
  transaction: bytes(32),
  index: uint(2 ** 32 - 1),
  topics: z.array(bytes(32)).check(z.minLength(1), z.maxLength(4)),
  data: byteString(({ length }) => length <= MAX_DATA_SIZE),
});

/** A kept log; see {@link logItem}. */
export type LogItem = z.infer<typeof logItem>;
