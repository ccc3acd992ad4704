import type { CID } from "multiformats/cid";
import { fromHex, toHex } from "../bytes.ts";
import { checkBlock, cidOf, digestOf, RAW } from "./block.ts";
import { notFound, StorageError, throwIfAborted } from "./errors.ts";
import type { ManagedStore } from "./store.ts";

/**
 * A store in memory, for tests and for what need not last. Beyond `capacity` bytes it answers
 * `storage/full`.
 */
export function createMemoryStore({
  name = "memory",
  capacity,
}: {
  name?: string;
  capacity?: number;
} = {}): ManagedStore {
  const blocks = new Map<string, Uint8Array>();
  let used = 0;
  const keyOf = (cid: CID) => toHex(digestOf(cid));

  return {
    name,

    async put({ cid, bytes }, { signal, onSpent } = {}) {
      throwIfAborted(signal);
      const key = keyOf(cid);
      if (blocks.has(key)) {
        onSpent?.();
        return;
      }
      if (capacity !== undefined && used + bytes.length > capacity) {
        throw new StorageError("full", `${name} is full.`, { cid, store: name });
      }
      // A copy: the block may be a view of a buffer that its maker uses again.
      blocks.set(key, bytes.slice());
      used += bytes.length;
      onSpent?.();
    },

    async get(cid, { signal } = {}) {
      throwIfAborted(signal);
      const bytes = blocks.get(keyOf(cid));
      if (!bytes) throw notFound(cid, name);
      return (await checkBlock(cid, bytes.slice(), { store: name })).bytes;
    },

    async has(cid, { signal } = {}) {
      throwIfAborted(signal);
      return blocks.has(keyOf(cid));
    },

    async delete(cid, { signal } = {}) {
      throwIfAborted(signal);
      const key = keyOf(cid);
      used -= blocks.get(key)?.length ?? 0;
      blocks.delete(key);
    },

    async *list({ signal } = {}) {
      for (const key of [...blocks.keys()]) {
        throwIfAborted(signal);
        yield cidOf(fromHex(key), RAW);
      }
    },

    async usage() {
      return { used, capacity };
    },
  };
}
