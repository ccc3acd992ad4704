import Papa from "papaparse";
import type { Address, Hex } from "viem";
import type { Activity } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";

/** What is saved: of which ledger, of what, and what happened. */
export interface ActivityReport {
  chainId: number;
  ledger: Address;
  /** The record or the account that it is about. */
  about: Hex;
  activities: readonly Activity[];
}

const COLUMNS = [
  "time",
  "kind",
  "by",
  "whom",
  "count",
  "sections",
  "may",
  "from",
  "until",
  "minutes",
  "record",
  "block",
  "transaction",
  "logIndex",
] as const;

type Row = Record<(typeof COLUMNS)[number], string | number | null>;

/** As a table: one line for each, times in UTC. */
export function activityCsv({ activities }: Pick<ActivityReport, "activities">): string {
  const rows = activities.map((it) => ({ ...rowOf(it), sections: it.sections.join(" ") }));
  // What a spreadsheet would take for a formula is told from one.
  return `${Papa.unparse(rows, { columns: [...COLUMNS], escapeFormulae: true })}\r\n`;
}

/** As data, with what is needed to look it up on the chain. */
export function activityJson({ chainId, ledger, about, activities }: ActivityReport): string {
  const events = activities.map((it) => ({ ...rowOf(it), sections: it.sections }));
  const report = { format: "leasehold-activity-1", chainId, ledger, about, events };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function rowOf(it: Activity): Row {
  const { terms } = it;
  return {
    time: isoOf(it.time),
    kind: it.kind,
    by: it.by,
    whom: it.whom,
    count: it.count,
    sections: null,
    may: terms === null ? null : terms.write ? "read and add" : "read",
    from: terms?.notBefore == null ? null : isoOf(sliceStart(terms.notBefore)),
    until: terms?.expiresAt == null ? null : isoOf(sliceStart(terms.expiresAt)),
    minutes: terms?.duration ?? null,
    record: it.record,
    block: Number(it.block),
    transaction: it.transaction,
    logIndex: it.logIndex,
  };
}

/** A moment by ISO 8601; one beyond what a date can hold is given in seconds. */
function isoOf(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000);
  return Number.isNaN(date.getTime()) ? String(unixSeconds) : date.toISOString();
}
