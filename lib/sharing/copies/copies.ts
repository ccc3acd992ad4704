import type { Hex } from "viem";
import type { Block } from "../../storage/block.ts";
import { forEachLimited } from "../../storage/pool.ts";
import type { BlockStore } from "../../storage/store.ts";
import type { Reader } from "../account.ts";
import type { Context } from "../context.ts";
import { isReplica } from "../stores.ts";
import { recordDag } from "./record-dag.ts";

/** Blocks asked about at a time. */
const IN_FLIGHT = 4;

/** How much of a record a store holds, in blocks. */
export interface StoreCopies {
  store: string;
  held: number;
  lacking: number;
  /** Those of which it does not say. */
  unsure: number;
}

export interface RecordCopies {
  record: Hex;
  /** How many blocks the record has, as far as is known. */
  blocks: number;
  /** Blocks that no store gives now, and behind which there may be more. */
  missing: number;
  /** Blocks that fewer than two stores are known to hold. */
  single: number;
  stores: StoreCopies[];
}

type Options = { record: Hex; signal?: AbortSignal | undefined };

/** How many of a record's blocks each store holds. @throws as `openRecord` does */
export async function copiesOf(
  context: Context,
  reader: Reader,
  { record, signal }: Options,
): Promise<RecordCopies> {
  const { blocks, missing } = await recordDag(context, reader, { record, signal });
  const stores = new Map<string, StoreCopies>();
  let single = 0;
  const work = async (cid: Block["cid"]) => {
    const holders = await holdersOf(context.store, cid, signal);
    if (holders.filter(({ holds }) => holds === true).length < 2) single++;
    for (const { name, holds } of holders) {
      const copies = stores.get(name) ?? { store: name, held: 0, lacking: 0, unsure: 0 };
      stores.set(name, copies);
      copies[holds === null ? "unsure" : holds ? "held" : "lacking"]++;
    }
  };
  await forEachLimited(blocks.values(), { limit: IN_FLIGHT, work });
  return { record, blocks: blocks.size, missing, single, stores: [...stores.values()] };
}

/**
 * Brings a record's blocks to every store that lacks them: one that was added later, or that lost
 * some. Counts copies made, and blocks of which one could not be made. Nothing to do on a network
 * with a single store.
 *
 * @param bytesPerSecond the most that is copied, so that a line is left for other things
 * @param onProgress blocks that were looked at, and all
 * @throws as `openRecord` does
 */
export async function restoreCopies(
  context: Context,
  reader: Reader,
  {
    record,
    bytesPerSecond,
    onProgress,
    signal,
  }: Options & {
    bytesPerSecond?: number | undefined;
    onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
  },
): Promise<{ copied: number; failed: number }> {
  const { blocks } = await recordDag(context, reader, { record, signal });
  if (!isReplica(context.store)) return { copied: 0, failed: 0 };
  let done = 0;
  const total = blocks.size;
  onProgress?.({ done, total });
  return context.store.repair({
    cids: blocks.values(),
    bytesPerSecond,
    onProgress: () => onProgress?.({ done: ++done, total }),
    signal,
  });
}

async function holdersOf(
  store: BlockStore,
  cid: Block["cid"],
  signal: AbortSignal | undefined,
): Promise<{ name: string; holds: boolean | null }[]> {
  if (isReplica(store)) return store.holders(cid, { signal });
  return [{ name: store.name, holds: await store.has(cid, { signal }) }];
}
