import type { DBSchema, IDBPDatabase } from "idb";
import { openDB } from "idb";

/** What a cache knows of one block. */
export interface CacheEntry {
  /** The block's digest in hex. */
  readonly key: string;
  /** Bytes. */
  readonly size: number;
  /** Unix milliseconds, to a minute or so. */
  readonly usedAt: number;
  /** Whether nobody else is known to hold it. */
  readonly kept: boolean;
}

/** Where a cache keeps what it knows of its blocks. */
export interface CacheIndex {
  /** Replaces an entry by a function of the present one, as one step; `undefined` removes it. */
  update(
    key: string,
    change: (present: CacheEntry | undefined) => CacheEntry | undefined,
  ): Promise<CacheEntry | undefined>;
  list(): Promise<CacheEntry[]>;
}

/** An index that ends with the program. */
export function createVolatileIndex(): CacheIndex {
  const entries = new Map<string, CacheEntry>();
  return {
    async update(key, change) {
      const next = change(entries.get(key));
      if (next === undefined) entries.delete(key);
      else entries.set(key, next);
      return next;
    },
    list: async () => [...entries.values()],
  };
}

interface Schema extends DBSchema {
  entries: { key: string; value: CacheEntry };
}

/** An index in this browser's IndexedDB, for all tabs. `database` is what it keeps to itself. */
export function createBrowserIndex(database: string): CacheIndex {
  let connection: Promise<IDBPDatabase<Schema>> | undefined;

  function connect(): Promise<IDBPDatabase<Schema>> {
    connection ??= openDB<Schema>(database, 1, {
      upgrade: (db) => void db.createObjectStore("entries", { keyPath: "key" }),
      terminated: () => {
        connection = undefined;
      },
    }).catch((error) => {
      connection = undefined;
      throw error;
    });
    return connection;
  }

  return {
    async update(key, change) {
      const transaction = (await connect()).transaction("entries", "readwrite");
      const next = change(await transaction.store.get(key));
      if (next === undefined) await transaction.store.delete(key);
      else await transaction.store.put(next);
      await transaction.done;
      return next;
    },
    list: async () => (await connect()).getAll("entries"),
  };
}
