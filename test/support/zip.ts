import { Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from "@zip.js/zip.js";

/**
 * Unpacks an archive by another library than the one that made it, and checks each file's checksum.
 *
 * @returns each file's bytes by its path
 */
export async function unzip(zip: Uint8Array): Promise<Map<string, Uint8Array>> {
  const reader = new ZipReader(new Uint8ArrayReader(zip), { checkOverlappingEntry: true });
  const files = new Map<string, Uint8Array>();
  for (const entry of await reader.getEntries()) {
    if (entry.directory) continue;
    if (files.has(entry.filename)) throw new Error(`${entry.filename} is in there twice`);
    const bytes = await entry.getData(new Uint8ArrayWriter(), {
      checkSignature: true,
      useWebWorkers: false,
    });
    files.set(entry.filename, bytes);
  }
  return files;
}
