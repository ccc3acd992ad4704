import type { Hex } from "viem";
import { recordHistory } from "../../ledger/history.ts";
import { sliceOf } from "../../slice.ts";
import type { Context } from "../context.ts";
import type { LoadedRotation } from "./key-epochs.ts";
import { loadRotations } from "./key-epochs.ts";
import type { RecordHistory } from "./record-history.ts";
import { foldHistory } from "./record-history.ts";

/** A record as of one block. */
export interface Snapshot {
  readonly history: RecordHistory;
  readonly rotations: readonly LoadedRotation[];
  /** Time of that block, unix seconds: the time that counts. */
  readonly time: number;
  readonly slice: number;
}

/**
 * Reads a record's history, its rotations, and the chain's time.
 *
 * @throws SharingError `sharing/no-record`; LedgerError; StorageError
 */
export async function takeSnapshot(
  context: Context,
  record: Hex,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<Snapshot> {
  const { events, block } = await recordHistory(context.ledger, record, { signal });
  const history = foldHistory(events);
  const rotations = await loadRotations(context, history, { signal });
  const time = Number(block.timestamp);
  return { history, rotations, time, slice: sliceOf(time) };
}
