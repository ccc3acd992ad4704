import type { Address, Hex } from "viem";
import { zeroAddress, zeroHash } from "viem";
import type { JournalWord } from "./journal-word.ts";
import { unpackJournal } from "./journal-word.ts";
import type { Ledger } from "./ledger.ts";
import type { ReadOptions } from "./read.ts";
import { readLedger } from "./read.ts";

/** A record, as far as the ledger keeps it in storage. */
export interface LedgerRecord {
  readonly id: Hex;
  readonly owner: Address;
  /** To whom it is offered; null if to nobody. */
  readonly pendingOwner: Address | null;
  /** Leases of another generation are over. */
  readonly generation: number;
  /** Number of rotations. */
  readonly epoch: number;
  /** Number of calls that ended single leases: signed grants are bound to it. */
  readonly revocations: number;
  readonly closed: boolean;
  readonly journal: JournalWord;
}

/**
 * Reads a record; null if there is none.
 *
 * @throws LedgerError `ledger/foreign-word`, `ledger/not-deployed`, `chain/unreachable`; the
 * signal's reason
 */
export async function readRecord(
  ledger: Ledger,
  record: Hex,
  options: ReadOptions = {},
): Promise<LedgerRecord | null> {
  const [found = null] = await readRecords(ledger, [record], options);
  return found;
}

/** Reads several records in one call, in the order asked for. Throws as {@link readRecord} does. */
export async function readRecords(
  ledger: Ledger,
  records: readonly Hex[],
  options: ReadOptions = {},
): Promise<(LedgerRecord | null)[]> {
  if (records.length === 0) return [];
  const view = { functionName: "recordsOf", args: [records] } as const;
  const found = await readLedger(ledger, view, options);
  return records.map((id, i) => {
    const record = found[i];
    if (record === undefined || record.owner === zeroAddress) return null;
    const { owner, pendingOwner, generation, epoch, revocations, closed } = record;
    return {
      id,
      owner,
      pendingOwner: pendingOwner === zeroAddress ? null : pendingOwner,
      generation,
      epoch,
      revocations,
      closed,
      journal: unpackJournal(record.journal),
    };
  });
}

/**
 * Reads the heads of sections, in the order asked for: the digest of each one's newest entry
 * block, or null where there is none. Throws as {@link readRecord} does.
 */
export async function readHeads(
  ledger: Ledger,
  { record, sections }: { readonly record: Hex; readonly sections: readonly number[] },
  options: ReadOptions = {},
): Promise<(Hex | null)[]> {
  if (sections.length === 0) return [];
  const view = { functionName: "headsOf", args: [record, [...sections]] } as const;
  const heads = await readLedger(ledger, view, options);
  return sections.map((_, i) => {
    const head = heads[i];
    return head === undefined || head === zeroHash ? null : head;
  });
}
