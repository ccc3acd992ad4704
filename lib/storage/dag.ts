import { decode as decodeCbor } from "@ipld/dag-cbor";
import { decode as decodePb } from "@ipld/dag-pb";
import { CID } from "multiformats/cid";
import type { Block } from "./block.ts";
import { DAG_PB, digestOf, RAW } from "./block.ts";
import { StorageError, throwIfAborted } from "./errors.ts";
import { forEachLimited } from "./pool.ts";
import type { BlockSource, BlockStore, StoreOptions } from "./store.ts";

export interface WalkOptions extends StoreOptions {
  source: BlockSource;
  /** Whether to leave out a block and what only it leads to. */
  skip?: (cid: CID) => boolean;
}

/**
 * The CIDs in a block, in order: links of DAG-PB, links anywhere in DAG-CBOR, none in raw.
 *
 * @throws `storage/malformed` if the bytes are not of the codec; `storage/bad-cid` for a link out of
 * this system.
 */
export function linksOf({ cid, bytes }: Block): CID[] {
  const links: CID[] = [];
  try {
    if (cid.code === DAG_PB) links.push(...decodePb(bytes).Links.map(({ Hash }) => Hash));
    else if (cid.code !== RAW) gatherLinks(decodeCbor(bytes), links);
  } catch (cause) {
    const message = `Block ${cid} is not of the codec that its CID names.`;
    throw new StorageError("malformed", message, { cause, cid });
  }
  for (const link of links) digestOf(link);
  return links;
}

/**
 * The CIDs of all blocks that a root leads to, each once, depth first, the root first. Raw blocks are
 * not fetched. Throws what the source and {@link linksOf} throw.
 */
export async function* walkDag(
  root: CID,
  { source, signal, skip }: WalkOptions,
): AsyncGenerator<CID, void, undefined> {
  const seen = new Set<string>();
  const ahead = [root];
  for (let cid = ahead.pop(); cid; cid = ahead.pop()) {
    throwIfAborted(signal);
    const key = cid.toString();
    if (seen.has(key) || skip?.(cid)) continue;
    seen.add(key);
    yield cid;
    if (cid.code === RAW) continue;
    const bytes = await source.get(cid, { signal });
    ahead.push(...linksOf({ cid, bytes }).reverse());
  }
}

export interface CopyOptions extends StoreOptions {
  from: BlockSource;
  to: BlockStore;
  /** Blocks at a time; default 4. */
  inFlight?: number;
  onProgress?: ((progress: { copied: number; held: number }) => void) | undefined;
}

/** Copies the blocks that `to` lacks, in any order. Returns how many were copied, and how many held. */
export async function copyBlocks(
  cids: Iterable<CID> | AsyncIterable<CID>,
  { from, to, signal, inFlight = 4, onProgress }: CopyOptions,
): Promise<{ copied: number; held: number }> {
  const progress = { copied: 0, held: 0 };
  const work = async (cid: CID) => {
    if (await to.has(cid, { signal })) {
      progress.held++;
    } else {
      await to.put({ cid, bytes: await from.get(cid, { signal }) }, { signal });
      progress.copied++;
    }
    onProgress?.({ ...progress });
  };
  await forEachLimited(cids, { limit: inFlight, work });
  return progress;
}

function gatherLinks(value: unknown, links: CID[]): void {
  if (typeof value !== "object" || value === null || value instanceof Uint8Array) return;
  const cid = CID.asCID(value);
  if (cid) links.push(cid);
  else for (const item of Object.values(value)) gatherLinks(item, links);
}
