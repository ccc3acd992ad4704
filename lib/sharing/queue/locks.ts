/** Keeps two of the same from running at a time, in all tabs of a browser. */
export interface Locks {
  /** Runs `body` while nobody else holds the name; null if somebody does. */
  tryLock<T>(name: string, body: () => Promise<T>): Promise<{ value: T } | null>;
}

const held = new Set<string>();

/** The platform's Web Locks; where there are none, of this program alone. */
export const platformLocks: Locks = {
  async tryLock(name, body) {
    const locks = globalThis.navigator?.locks as LockManager | undefined;
    if (locks !== undefined) {
      // Node 24 keeps a lock for good whose callback rejects.
      const ran = await locks.request(name, { ifAvailable: true }, async (lock) =>
        lock === null ? null : (await Promise.allSettled([body()]))[0],
      );
      if (ran?.status === "rejected") throw ran.reason;
      return ran;
    }
    if (held.has(name)) return null;
    held.add(name);
    try {
      return { value: await body() };
    } finally {
      held.delete(name);
    }
  },
};
