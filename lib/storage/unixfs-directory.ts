import { encode as encodePb } from "@ipld/dag-pb";
import { UnixFS } from "ipfs-unixfs";
import type { CID } from "multiformats/cid";
import { createBlock, DAG_PB, MAX_BLOCK_BYTES } from "./block.ts";
import { StorageError } from "./errors.ts";
import type { BlockStore } from "./store.ts";
import type { UnixFsResult } from "./unixfs-writer.ts";
import { writeUnixFs } from "./unixfs-writer.ts";

/** A file by its path in a folder, with `/` between names. */
export interface FolderFile {
  path: string;
  bytes: Uint8Array;
}

type Entry = Pick<UnixFsResult, "cid" | "blockBytes">;
type Folder = Map<string, Entry | Folder>;

/**
 * Writes files as a UnixFS directory (https://specs.ipfs.tech/unixfs/), which any gateway serves.
 * The same files give the same CID as
 * `ipfs add --recursive --cid-version=1 --raw-leaves --chunker=size-1048576 --max-file-links=174`, in
 * whatever order they come, for folders without empty ones in them: those are left out. Directories
 * are single blocks: not sharded.
 *
 * @throws `storage/malformed` for a path that is not one, or that comes twice; `storage/too-large`
 *   for a directory of more entries than a block holds; whatever the store throws
 */
export async function writeDirectory(
  files: Iterable<FolderFile> | AsyncIterable<FolderFile>,
  { store, signal }: { store: BlockStore; signal?: AbortSignal | undefined },
): Promise<{ cid: CID }> {
  const root: Folder = new Map();
  for await (const { path, bytes } of files) {
    const names = path.split("/");
    if (names.some((name) => name === "" || name === "." || name === "..")) throw badPath(path);
    const folder = names.slice(0, -1).reduce((above, name) => {
      const below = above.get(name) ?? new Map();
      if (!(below instanceof Map)) throw badPath(path);
      above.set(name, below);
      return below;
    }, root);
    const name = names.at(-1) as string;
    if (folder.has(name)) throw badPath(path);
    folder.set(name, await writeUnixFs([bytes], { store, signal }));
  }
  return { cid: (await writeFolder(root, { store, signal })).cid };
}

async function writeFolder(
  folder: Folder,
  options: { store: BlockStore; signal: AbortSignal | undefined },
): Promise<Entry> {
  const links: { Name: string; Hash: CID; Tsize: number }[] = [];
  for (const [Name, entry] of folder) {
    const { cid, blockBytes } = entry instanceof Map ? await writeFolder(entry, options) : entry;
    links.push({ Name, Hash: cid, Tsize: blockBytes });
  }
  // DAG-PB sorts links by the bytes of their names.
  const encoder = new TextEncoder();
  links.sort((a, b) => compareBytes(encoder.encode(a.Name), encoder.encode(b.Name)));
  const bytes = encodePb({ Data: new UnixFS({ type: "directory" }).marshal(), Links: links });
  if (bytes.length > MAX_BLOCK_BYTES) {
    throw new StorageError("too-large", "This directory has too many entries for one block.");
  }
  const block = await createBlock(bytes, DAG_PB);
  await options.store.put(block, { signal: options.signal });
  const below = links.reduce((sum, { Tsize }) => sum + Tsize, 0);
  return { cid: block.cid, blockBytes: below + bytes.length };
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  for (const [i, byte] of a.entries()) {
    const difference = byte - (b[i] ?? -1);
    if (difference !== 0) return difference;
  }
  return a.length - b.length;
}

function badPath(path: string): StorageError {
  return new StorageError("malformed", `${path} is not a path that a folder can have once.`);
}
