import type { DBSchema } from "idb";
import { openDB } from "idb";

/**
 * What a device remembers between visits: small values by name.
 *
 * Writes are durable when the promise resolves. Values are what `JSON.stringify` keeps; whoever
 * reads one parses it, because an older version or another program may have written it.
 */
export interface Memory {
  get(key: string): Promise<unknown>;
  /**
   * Replaces a value by a function of the present one, as one step: no other tab comes between.
   * Resolves to the new value; `undefined` removes it.
   */
  update(key: string, change: (present: unknown) => unknown): Promise<unknown>;
  clear(): Promise<void>;
}

/** A memory that ends with the program. */
export function createVolatileMemory(): Memory {
  const values = new Map<string, string>();
  const read = (key: string): unknown => {
    const text = values.get(key);
    return text === undefined ? undefined : JSON.parse(text);
  };
  return {
    get: async (key) => read(key),
    update: async (key, change) => {
      const next = change(read(key));
      if (next === undefined) values.delete(key);
      else values.set(key, JSON.stringify(next));
      return next;
    },
    clear: async () => values.clear(),
  };
}

interface MemorySchema extends DBSchema {
  values: { key: string; value: unknown };
}

/** A memory in this browser's IndexedDB. `name` is the database's. */
export function createBrowserMemory(name: string): Memory {
  const database = openDB<MemorySchema>(name, 1, {
    upgrade: (db) => {
      db.createObjectStore("values");
    },
  });
  return {
    get: async (key) => (await database).get("values", key),
    update: async (key, change) => {
      const transaction = (await database).transaction("values", "readwrite", {
        durability: "strict",
      });
      const next = change(await transaction.store.get(key));
      if (next === undefined) await transaction.store.delete(key);
      else await transaction.store.put(next, key);
      await transaction.done;
      return next;
    },
    clear: async () => (await database).clear("values"),
  };
}
