import type { Hex } from "viem";
import type { LeaseholdError } from "../../error.ts";
import { hasCode } from "../../error.ts";

/** A record whose history cannot be read in whole from the nodes there are. */
export interface UnreadableRecord {
  readonly record: Hex;
  readonly error: LeaseholdError;
}

/** Where lists say which records they go without; without it, one such record fails the whole list. */
export interface UnreadableOptions {
  readonly onUnreadable?: ((unreadable: UnreadableRecord) => void) | undefined;
}

/** Failures of one record's history that say nothing about those of others. */
const OF_ONE_RECORD = [
  "ledger/history-gap",
  "ledger/history-inconsistent",
  "ledger/foreign-event",
  "chain/nodes-disagree",
] as const;

/**
 * Reads something of one record among others; null where its history cannot be read and
 * `onUnreadable` is told so.
 *
 * @throws what `read` throws else
 */
export async function readOneOf<T>(
  record: Hex,
  read: () => Promise<T>,
  { onUnreadable }: UnreadableOptions,
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const isOfOne = OF_ONE_RECORD.some((code) => hasCode(error, code));
    if (onUnreadable === undefined || !isOfOne) throw error;
    onUnreadable({ record, error: error as LeaseholdError });
    return null;
  }
}
