import type { Hex } from "viem";
import type { ChainBlock } from "../../ledger/block.ts";
import { recordHistory } from "../../ledger/history.ts";
import type { ReadOptions } from "../../ledger/read.ts";
import { sliceOf } from "../../slice.ts";
import type { Context } from "../context.ts";
import { handedOutLeases } from "../leases/handed-out.ts";
import type { Lease } from "../leases/lease.ts";
import { signedLeases } from "../signed/signed-leases.ts";
import type { LoadedRotation } from "./key-epochs.ts";
import { loadRotations } from "./key-epochs.ts";
import { loadLists } from "./lease-lists.ts";
import type { RecordHistory } from "./record-history.ts";
import { foldHistory } from "./record-history.ts";

/** A record as of one block. */
export interface Snapshot {
  readonly history: RecordHistory;
  readonly rotations: readonly LoadedRotation[];
  /**
   * Leases that are not in the ledger, whose keys its owner handed out on this device: signed ones,
   * and those whose transaction has not landed. `ended` is null where others may still send it.
   */
  readonly handedOut: readonly Lease[];
  /** Time of that block, unix seconds: the time that counts. */
  readonly time: number;
  readonly slice: number;
}

/** The sections in which anything was published, ascending. */
export function publishedSections({ history }: Snapshot): number[] {
  return [...new Set(history.publications.map(({ section }) => section))].sort((a, b) => a - b);
}

type Options = Pick<ReadOptions, "at" | "signal">;

/**
 * Reads a record's history with its rotations, and the chain's time.
 *
 * @throws SharingError `sharing/no-record`; LedgerError; StorageError
 */
export async function takeSnapshot(
  context: Context,
  record: Hex,
  options: Options = {},
): Promise<Snapshot> {
  const { history, block } = await readHistory(context, record, options);
  const time = Number(block.timestamp);
  const [rotations, handedOut] = await Promise.all([
    loadRotations(context, history, options),
    leasesHandedOut(context, history, { time }),
  ]);
  return { history, rotations, handedOut, time, slice: sliceOf(time) };
}

async function leasesHandedOut(
  context: Context,
  history: RecordHistory,
  now: { time: number },
): Promise<Lease[]> {
  const [signed, others] = await Promise.all([
    signedLeases(context, history, now),
    handedOutLeases(context.memory, history),
  ]);
  const isSigned = new Set(signed.map(({ envelope }) => envelope));
  return [...signed, ...others.filter(({ envelope }) => !isSigned.has(envelope))];
}

/**
 * Reads a record's history, and the block that it was read at.
 *
 * @throws SharingError `sharing/no-record`; LedgerError
 */
export async function readHistory(
  context: Context,
  record: Hex,
  options: Options = {},
): Promise<{ history: RecordHistory; block: ChainBlock }> {
  const { events, block } = await recordHistory(context.ledger, record, options);
  const lists = await loadLists(context, events, options);
  return { history: foldHistory(events, lists), block };
}
