/** What a browser says of a site's storage. */
export interface DeviceStorage {
  /** Bytes that the site uses, and may use, as far as the browser tells. */
  readonly used: number | null;
  readonly capacity: number | null;
  /** Whether the browser drops it only if a person asks; null where it does not say. */
  readonly persistent: boolean | null;
}

/** How much of this browser's storage the site uses, and whether it may be dropped. */
export async function deviceStorage(
  storage: StorageManager | undefined = globalThis.navigator?.storage,
): Promise<DeviceStorage> {
  const [estimate, persistent] = await Promise.all([
    storage?.estimate?.().catch(() => undefined),
    storage?.persisted?.().catch(() => undefined),
  ]);
  return {
    used: estimate?.usage ?? null,
    capacity: estimate?.quota ?? null,
    persistent: persistent ?? null,
  };
}

/**
 * Asks the browser not to drop this site's storage by itself. `unsupported` where it cannot be
 * asked; some browsers put the question to the person, so ask from a click.
 */
export async function requestPersistence(
  storage: StorageManager | undefined = globalThis.navigator?.storage,
): Promise<"granted" | "denied" | "unsupported"> {
  if (typeof storage?.persist !== "function") return "unsupported";
  if (await storage.persisted()) return "granted";
  return (await storage.persist()) ? "granted" : "denied";
}
