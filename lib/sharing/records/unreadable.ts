import type { Hex } from "viem";
import type { LeaseholdError } from "../../error.ts";
import { hasCode } from "../../error.ts";

/** A record whose history cannot be read in whole from the nodes there are, or blocks of which not. */
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

/** The same of one record's blocks, for those who need some of each. */
export const OF_ONE_RECORDS_BLOCKS = [
  "storage/not-found",
  "storage/unavailable",
  "storage/wrong-block",
  "storage/malformed",
  "crypto/malformed",
  "crypto/unsupported-version",
  "sharing/entry-invalid",
] as const;

/**
 * Reads something of one record among others; null where its history cannot be read and
 * `onUnreadable` is told so.
 *
 * @param of.alsoFor other failures that say nothing about other records
 * @throws what `read` throws else
 */
export async function readOneOf<T>(
  record: Hex,
  read: () => Promise<T>,
  { onUnreadable, alsoFor = [] }: UnreadableOptions & { alsoFor?: readonly string[] },
): Promise<T | null> {
  try {
    return await read();
  } catch (error) {
    const isOfOne = [...OF_ONE_RECORD, ...alsoFor].some((code) => hasCode(error, code));
    if (onUnreadable === undefined || !isOfOne) throw error;
    onUnreadable({ record, error: error as LeaseholdError });
    return null;
  }
}
