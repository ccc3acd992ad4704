import type { Address, Hex } from "viem";
import { chainTime } from "./block.ts";
import { readGrant } from "./grant.ts";
import { askedJournal, lentJournal, recordHistory } from "./history.ts";
import type { JournalEvent } from "./journal-event.ts";
import { hasKey } from "./key-directory.ts";
import type { Consistency, Ledger } from "./ledger.ts";
import { findOwnedRecords } from "./owned-records.ts";
import { readRecord } from "./record.ts";

/** A read that can be polled: plain, for whatever cache runs it. */
export interface LedgerQuery<T> {
  /** Equal for equal reads of the same ledger, and serialisable. */
  readonly queryKey: readonly unknown[];
  readonly queryFn: (context: { readonly signal?: AbortSignal | undefined }) => Promise<T>;
}

interface QueryOptions {
  readonly at?: Consistency;
}

interface HistoryQueryOptions extends QueryOptions {
  /** What the last read found, so that only newer events are read. */
  readonly known?: () => readonly JournalEvent[] | undefined;
}

export function chainTimeQuery(ledger: Ledger, { at }: QueryOptions = {}) {
  return query(ledger, ["chainTime", { at }], (signal) => chainTime(ledger, { at, signal }));
}

export function recordQuery(ledger: Ledger, record: Hex, { at }: QueryOptions = {}) {
  return query(ledger, ["record", { record, at }], (signal) =>
    readRecord(ledger, record, { at, signal }),
  );
}

export function grantQuery(
  ledger: Ledger,
  { record, account }: { readonly record: Hex; readonly account: Address },
  { at }: QueryOptions = {},
) {
  return query(ledger, ["grant", { record, account, at }], (signal) =>
    readGrant(ledger, { record, account }, { at, signal }),
  );
}

export function hasKeyQuery(ledger: Ledger, account: Address, { at }: QueryOptions = {}) {
  return query(ledger, ["hasKey", { account, at }], (signal) =>
    hasKey(ledger, account, { at, signal }),
  );
}

export function ownedRecordsQuery(ledger: Ledger, owner: Address, { at }: QueryOptions = {}) {
  return query(ledger, ["ownedRecords", { owner, at }], (signal) =>
    findOwnedRecords(ledger, owner, { at, signal }),
  );
}

export function recordHistoryQuery(
  ledger: Ledger,
  record: Hex,
  { at, known }: HistoryQueryOptions = {},
) {
  return query(ledger, ["recordHistory", { record, at }], (signal) =>
    recordHistory(ledger, record, { at, signal, known: known?.() }),
  );
}

export function lentJournalQuery(
  ledger: Ledger,
  account: Address,
  { at, known }: HistoryQueryOptions = {},
) {
  return query(ledger, ["lentJournal", { account, at }], (signal) =>
    lentJournal(ledger, account, { at, signal, known: known?.() }),
  );
}

export function askedJournalQuery(
  ledger: Ledger,
  account: Address,
  { at, known }: HistoryQueryOptions = {},
) {
  return query(ledger, ["askedJournal", { account, at }], (signal) =>
    askedJournal(ledger, account, { at, signal, known: known?.() }),
  );
}

function query<T>(
  { chainId, ledger }: Ledger,
  key: readonly unknown[],
  read: (signal: AbortSignal | undefined) => Promise<T>,
): LedgerQuery<T> {
  return {
    queryKey: ["ledger", chainId, ledger, ...key],
    queryFn: ({ signal }) => read(signal),
  };
}
