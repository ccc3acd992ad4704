import type { DBSchema, IDBPDatabase } from "idb";
import { openDB } from "idb";
import type { HistoryCache } from "../ledger/ledger.ts";

/** Histories that are kept in memory at a time. */
const IN_MEMORY = 256;

/** Histories that last as long as the program, those read last. */
export function createVolatileHistories(): HistoryCache {
  const histories = new Map<string, unknown>();
  return {
    async read(key) {
      const history = histories.get(key);
      if (history !== undefined) keep(histories, key, history);
      return history;
    },
    write: async (key, history) => keep(histories, key, history),
    clear: async () => histories.clear(),
  };
}

function keep(histories: Map<string, unknown>, key: string, history: unknown): void {
  histories.delete(key);
  histories.set(key, history);
  const [oldest] = histories.keys();
  if (histories.size > IN_MEMORY && oldest !== undefined) histories.delete(oldest);
}

interface HistorySchema extends DBSchema {
  histories: { key: string; value: unknown };
}

/**
 * Histories that last from visit to visit, in this browser's IndexedDB; `name` is the database's.
 * Where the browser refuses, they last as long as the page.
 *
 * A write is done when the page has it; the database takes it meanwhile, in the order of the writes. Who
 * reads twelve records for a list would wait for thirty-six of them.
 */
export function createBrowserHistories(name: string): HistoryCache {
  const near = createVolatileHistories();
  let database: Promise<IDBPDatabase<HistorySchema>> | undefined;
  const open = () => {
    database ??= openDB<HistorySchema>(name, 1, {
      upgrade: (db) => void db.createObjectStore("histories"),
      blocking: (_, __, event) => (event.target as IDBDatabase).close(),
      terminated: () => {
        database = undefined;
      },
    });
    return database;
  };
  return {
    async read(key) {
      const held = await near.read(key);
      if (held !== undefined) return held;
      const kept = await (await open()).get("histories", key);
      if (kept !== undefined) await near.write(key, kept);
      return kept;
    },
    async write(key, history) {
      await near.write(key, history);
      open()
        .then((db) => db.put("histories", history, key))
        .catch(() => undefined);
    },
    async clear() {
      await near.clear();
      await (await open()).clear("histories");
    },
  };
}
