import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { LeaseholdError } from "../../error.ts";
import { rawCid } from "../../storage/block.ts";
import { walkDag } from "../../storage/dag.ts";
import type { Reader } from "../account.ts";
import type { Context } from "../context.ts";
import { collectRecord } from "../export/record-blocks.ts";

export interface RecordDag {
  /** Each block once, structured ones and those of files, in no particular order. */
  blocks: Map<string, CID>;
  /** Blocks that are known of and cannot be had now, so that what they lead to is not known. */
  missing: number;
}

/**
 * All blocks that a record leads to, as far as the reader may see; its owner sees all. Keys are CIDs
 * under the raw codec, by which stores know blocks.
 *
 * @throws as `openRecord` does
 */
export async function recordDag(
  context: Context,
  reader: Reader,
  { record, signal }: { record: Hex; signal?: AbortSignal | undefined },
): Promise<RecordDag> {
  const { links, missing } = await collectRecord(context, reader, { record, signal });
  const dag: RecordDag = { blocks: new Map(), missing };
  for (const root of links) dag.missing += await walkInto(context, dag.blocks, { root, signal });
  return dag;
}

/** Adds what a root leads to; returns how many blocks could not be had. */
export async function walkInto(
  { store }: Context,
  blocks: Map<string, CID>,
  { root, signal }: { root: CID; signal?: AbortSignal | undefined },
): Promise<number> {
  try {
    const skip = (cid: CID) => blocks.has(keyOf(cid));
    for await (const cid of walkDag(root, { source: store, signal, skip })) {
      blocks.set(keyOf(cid), cid);
    }
    return 0;
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof LeaseholdError)) throw error;
    // The root itself is known, and so are those before the one that failed.
    blocks.set(keyOf(root), root);
    return 1;
  }
}

export function keyOf(cid: CID): string {
  return rawCid(cid).toString();
}
