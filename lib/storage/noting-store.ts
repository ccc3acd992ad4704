import type { CID } from "multiformats/cid";
import type { BlockStore } from "./store.ts";

/** A store that has each block noted before it is put. */
export function notingStore(store: BlockStore, note: (cid: CID) => Promise<void>): BlockStore {
  return {
    name: store.name,
    get: (cid, options) => store.get(cid, options),
    has: (cid, options) => store.has(cid, options),
    async put(block, options) {
      await note(block.cid);
      await store.put(block, options);
    },
  };
}
