import type { CID } from "multiformats/cid";
import { StorageError } from "../../storage/errors.ts";
import type { BlockStore } from "../../storage/store.ts";
import type { Context } from "../context.ts";

/** Blocks that something waiting has on this device. */
export interface DeviceBlocks {
  /** Keeps what it is given on this device alone, and reads as ever. */
  readonly store: BlockStore;
  /** What it was given: CIDs as text, and their bytes. */
  given(): { blocks: string[]; size: number };
}

/** @throws StorageError `storage/unavailable` where there is no store on this device */
export function deviceBlocks({ store, cache }: Pick<Context, "store" | "cache">): DeviceBlocks {
  if (cache === null) {
    throw new StorageError("unavailable", "This device has no store of its own.");
  }
  const blocks = new Map<string, CID>();
  let size = 0;
  return {
    given: () => ({ blocks: [...blocks.keys()], size }),
    store: {
      name: cache.name,
      get: (cid, options) => store.get(cid, options),
      has: (cid, options) => cache.has(cid, options),
      async put(block, options) {
        await cache.put(block, options);
        if (!blocks.has(`${block.cid}`)) size += block.bytes.length;
        blocks.set(`${block.cid}`, block.cid);
      },
    },
  };
}
