import type { CID } from "multiformats/cid";
import { digestOf, rawCid } from "./block.ts";
import { notFound, StorageError } from "./errors.ts";
import type { PinningService } from "./pinning-service.ts";
import type { BlockSource, BlockStore, StoreOptions } from "./store.ts";

export interface PinnedStoreOptions {
  service: PinningService;
  /** A node of one's own that the service can fetch from: each block is put there first. */
  staging: BlockStore;
  /** Multiaddresses of that node. Without, the service has to find it by itself. */
  origins?: readonly string[];
  /** Where what the service keeps is read, such as its gateway. */
  source: BlockSource;
  /** Default: the service's name. */
  name?: string;
}

export interface PinnedStore extends BlockStore {
  /** Takes back every request for the block. What staging holds stays there. */
  delete(cid: CID, options?: StoreOptions): Promise<void>;
  /** One CID for each block or root that the service says it keeps. */
  list(options?: StoreOptions): AsyncIterable<CID>;
}

/**
 * A pinning service as a store. A put is done, and counts as a copy, when the service says `pinned`:
 * so it takes as long as the service needs to fetch the block.
 *
 * Blocks are asked for one by one, under the raw codec, because a store is given them one by one and
 * a record's blocks come in no order; services that count pins rather than bytes are better asked for
 * roots ({@link PinningService.pin}), with {@link ./dag.ts} to tell which those are. `has` is for
 * blocks that were asked for by themselves; what is kept as part of a larger pin is found by `get`.
 */
export function createPinnedStore(options: PinnedStoreOptions): PinnedStore {
  const { service, staging, origins, source } = options;
  const name = options.name ?? service.name;

  async function isPinned(cid: CID, { signal }: StoreOptions): Promise<boolean> {
    digestOf(cid); // refuses what is not of this system
    const pins = await service.find(rawCid(cid), { signal });
    return pins.some(({ status }) => status === "pinned");
  }

  return {
    name,

    async put(block, { signal, onSpent } = {}) {
      await staging.put(block, { signal, onSpent });
      await service.pin(rawCid(block.cid), { signal, origins });
    },

    async get(cid, { signal } = {}) {
      try {
        return await source.get(cid, { signal });
      } catch (error) {
        // A gateway searches elsewhere, too: that it found nothing there says nothing of the service.
        const isUnsure = error instanceof StorageError && error.reason === "unavailable";
        if (!isUnsure || (await isPinned(cid, { signal }))) throw error;
        throw notFound(cid, name);
      }
    },

    has: async (cid, { signal } = {}) => isPinned(cid, { signal }),

    async check({ signal } = {}) {
      for await (const _ of service.list({ signal })) break;
    },

    async delete(cid, { signal } = {}) {
      for (const { id } of await service.find(rawCid(cid), { signal })) {
        await service.remove(id, { signal });
      }
    },

    async *list(listOptions = {}) {
      const told = new Set<string>();
      for await (const { cid, status } of service.list(listOptions)) {
        const key = rawCid(cid).toString();
        if (status !== "pinned" || told.has(key)) continue;
        told.add(key);
        yield rawCid(cid);
      }
    },
  };
}
