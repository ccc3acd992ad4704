import type { FileEntry } from "@zip.js/zip.js/external";

/** What is needed of a file to look into it. */
export interface Parts {
  size: number;
  read: (from: number, to: number) => Promise<Uint8Array>;
}

/** A file in an archive. */
export interface Member {
  /** Its path, as the archive has it. */
  name: string;
  /** Bytes, when unpacked, as the archive says. */
  size: number;
  /** Unix milliseconds. */
  modified: number;
  isEncrypted: boolean;
  /** Its bytes, unpacked and compared with their checksum as they come. */
  stream: (options?: { signal?: AbortSignal }) => ReadableStream<Uint8Array>;
}

/** As many files of an archive are listed. */
export const MOST_MEMBERS = 100_000;

/**
 * The files in a ZIP archive. Reads its list from its end, and nothing else; each member then costs
 * its own bytes.
 *
 * Fails with what `read` fails with, or with the library's error where it is no archive.
 */
export async function openZip({ size, read }: Parts): Promise<Member[]> {
  const zip = await import("@zip.js/zip.js/external");
  // Its workers and its WebAssembly would need more of the site's policy; the browser unpacks by itself.
  zip.configure({ useWebWorkers: false, useCompressionStream: true });
  class Ranges extends zip.Reader<null> {
    override size = size;
    override async init() {}
    override readUint8Array(from: number, length: number) {
      return read(from, Math.min(from + length, size));
    }
  }
  // Names are shown, and saved without their folders: one that leads out of its folder does no harm.
  const archive = new zip.ZipReader(new Ranges(null), { filenameValidation: "tolerant" });
  const members: Member[] = [];
  for await (const entry of archive.getEntriesGenerator()) {
    if (entry.directory) continue;
    members.push(memberOf(entry));
    if (members.length >= MOST_MEMBERS) break;
  }
  return members;
}

function memberOf(entry: FileEntry): Member {
  return {
    name: entry.filename,
    size: entry.uncompressedSize,
    modified: entry.lastModDate.getTime(),
    isEncrypted: entry.encrypted,
    stream({ signal } = {}) {
      const { readable, writable } = new TransformStream<Uint8Array, Uint8Array>();
      entry
        .getData(writable, {
          checkSignature: true,
          useWebWorkers: false,
          ...(signal !== undefined && { signal }),
        })
        // The stream has failed, too.
        .catch((error: unknown) => writable.abort(error).catch(() => undefined));
      return readable;
    },
  };
}

/**
 * A member's bytes, whole. An archive may unpack to any size, whatever it says: stops above `most`.
 *
 * @returns null if there are more
 */
export async function unpack(
  { stream }: Pick<Member, "stream">,
  { most, signal }: { most: number; signal: AbortSignal },
): Promise<Uint8Array<ArrayBuffer> | null> {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  let size = 0;
  const reader = stream({ signal }).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    size += next.value.length;
    if (size > most) {
      await reader.cancel().catch(() => undefined);
      return null;
    }
    parts.push(next.value as Uint8Array<ArrayBuffer>);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
