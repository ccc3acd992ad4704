import type { DBSchema, IDBPDatabase } from "idb";
import { openDB } from "idb";
import { fromHex, toHex } from "../bytes.ts";
import { checkBlock, cidOf, digestOf, RAW } from "./block.ts";
import { notFound, StorageError, throwIfAborted } from "./errors.ts";
import type { ManagedStore } from "./store.ts";

/** Keys that {@link ManagedStore.list} reads at a time. */
const LIST_PAGE = 512;

interface Schema extends DBSchema {
  /** Hex digest → bytes. */
  blocks: { key: string; value: Uint8Array };
}

export interface IndexedDbStore extends ManagedStore {
  /** Closes the connection; the next call opens it again. */
  close(): Promise<void>;
}

/**
 * A store in this browser's IndexedDB, shared by all tabs and workers of the origin. The browser may
 * drop all of it unless persistence was granted ({@link ./persistence.ts}).
 *
 * `database` is the IndexedDB database that it keeps to itself.
 */
export function createIndexedDbStore({
  name = "this browser",
  database = "leasehold-blocks",
  storage = globalThis.navigator?.storage,
}: {
  name?: string;
  database?: string;
  storage?: StorageManager | undefined;
} = {}): IndexedDbStore {
  let connection: Promise<IDBPDatabase<Schema>> | undefined;

  function connect(): Promise<IDBPDatabase<Schema>> {
    connection ??= openDB<Schema>(database, 1, {
      upgrade: (db) => void db.createObjectStore("blocks"),
      // Another tab upgrades or deletes the database, or the browser ended the connection.
      blocking: () => void close(),
      terminated: () => {
        connection = undefined;
      },
    }).catch((error) => {
      connection = undefined;
      throw error;
    });
    return connection;
  }

  async function close() {
    const closing = connection;
    connection = undefined;
    (await closing?.catch(() => undefined))?.close();
  }

  /** Runs a step against the database with errors in our terms. */
  async function run<T>(
    step: (db: IDBPDatabase<Schema>) => Promise<T>,
    signal: AbortSignal | undefined,
  ): Promise<T> {
    throwIfAborted(signal);
    try {
      return await step(await connect());
    } catch (cause) {
      if (isQuotaError(cause)) {
        throw new StorageError("full", "This browser has no room left for this site.", {
          cause,
          store: name,
        });
      }
      throw new StorageError("unavailable", "This browser's storage cannot be used.", {
        cause,
        store: name,
      });
    }
  }

  return {
    name,
    close,

    async put({ cid, bytes }, { signal, onSpent } = {}) {
      // IndexedDB stores the whole buffer behind a view, so a view is copied out first.
      const value = bytes.byteLength === bytes.buffer.byteLength ? bytes : bytes.slice();
      const key = toHex(digestOf(cid));
      await run((db) => db.put("blocks", value, key), signal);
      onSpent?.();
    },

    async get(cid, { signal } = {}) {
      const key = toHex(digestOf(cid));
      const bytes = await run((db) => db.get("blocks", key), signal);
      throwIfAborted(signal);
      if (!bytes) throw notFound(cid, name);
      try {
        return (await checkBlock(cid, bytes, { store: name })).bytes;
      } catch (error) {
        // Damaged: without it `has` tells the truth, and the block can be fetched again.
        await run((db) => db.delete("blocks", key), signal);
        throw error;
      }
    },

    async has(cid, { signal } = {}) {
      const key = toHex(digestOf(cid));
      return (await run((db) => db.count("blocks", key), signal)) > 0;
    },

    async delete(cid, { signal } = {}) {
      const key = toHex(digestOf(cid));
      await run((db) => db.delete("blocks", key), signal);
    },

    async *list({ signal } = {}) {
      // In pages, because a transaction ends when it is left idle, and keys of all blocks are many.
      for (let after = ""; ; ) {
        const range = IDBKeyRange.lowerBound(after, true);
        const keys = await run((db) => db.getAllKeys("blocks", range, LIST_PAGE), signal);
        for (const key of keys) yield cidOf(fromHex(key), RAW);
        const last = keys.at(-1);
        if (last === undefined) return;
        after = last;
      }
    },

    /** What the whole origin uses and may use: browsers tell no more. */
    async usage() {
      const { usage = 0, quota } = (await storage?.estimate()) ?? {};
      return { used: usage, capacity: quota };
    },
  };
}

function isQuotaError(error: unknown): boolean {
  return error instanceof Error && error.name === "QuotaExceededError";
}
