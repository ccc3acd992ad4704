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
