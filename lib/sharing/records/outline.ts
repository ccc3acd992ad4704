import type { Address, Hex } from "viem";
import type { ReadOptions } from "../../ledger/read.ts";
import type { Context } from "../context.ts";
import { COVER } from "./cover.ts";
import { readHistory } from "./snapshot.ts";

/** A record as anybody may know it. */
export interface RecordOutline {
  owner: Address;
  closed: boolean;
  /** Numbers of the sections that have entries, ascending, without the cover. Names are not public. */
  sections: number[];
}

/**
 * Whose a record is and which sections it has, for somebody who may read none of them.
 *
 * @throws SharingError `sharing/no-record`; LedgerError
 */
export async function outlineOf(
  context: Context,
  {
    record,
    signal,
    at = context.consistency,
  }: { record: Hex } & Pick<ReadOptions, "at" | "signal">,
): Promise<RecordOutline> {
  const { history } = await readHistory(context, record, { signal, at });
  const { owner, closed, publications } = history;
  const sections = [...new Set(publications.map(({ section }) => section))]
    .filter((section) => section !== COVER)
    .sort((a, b) => a - b);
  return { owner, closed, sections };
}
