import { CarIndexer } from "@ipld/car/indexer";
import type { CID } from "multiformats/cid";
import { toHex } from "../bytes.ts";
import { checkBlock, digestOf, MAX_BLOCK_BYTES } from "./block.ts";
import { notFound, StorageError, throwIfAborted } from "./errors.ts";
import type { BlockSource, StoreOptions } from "./store.ts";
import { readStream } from "./stream.ts";

/** A CAR file, open for reading blocks from wherever they lie in it. */
export interface CarFile extends BlockSource {
  readonly roots: CID[];
  /** Bytes of its blocks. */
  readonly size: number;
}

export interface CarFileOptions extends StoreOptions {
  name?: string;
  onProgress?: ((progress: { done: number; total: number }) => void) | undefined;
}

/**
 * Opens a CAR, version 1, that is a file (or another Blob): goes through it once for where its
 * blocks lie, at constant memory but for that list, and reads them from there later. Blocks are
 * checked when they are read.
 *
 * A file that was cut off in the middle of a block opens without that block.
 *
 * @throws `storage/malformed` for what does not begin as a CAR; `storage/aborted`; `storage/unavailable`
 *   where the file cannot be read
 */
export async function openCarFile(
  file: Blob,
  { name = "CAR file", signal, onProgress }: CarFileOptions = {},
): Promise<CarFile> {
  const places = new Map<string, { offset: number; length: number }>();
  let size = 0;
  const indexer = await begin(file, { name, signal, onProgress });
  const blocks = indexer[Symbol.asyncIterator]();
  for (;;) {
    throwIfAborted(signal);
    const next = await blocks.next().catch(() => null);
    throwIfAborted(signal);
    if (next === null || next.done) break;
    const { cid, blockOffset, blockLength } = next.value;
    if (!isOurs(cid) || blockOffset + blockLength > file.size) continue;
    places.set(toHex(cid.multihash.digest), { offset: blockOffset, length: blockLength });
    size += blockLength;
  }

  const placeOf = (cid: CID) => places.get(toHex(digestOf(cid)));
  return {
    name,
    roots: await indexer.getRoots(),
    size,

    async get(cid, options = {}) {
      throwIfAborted(options.signal);
      const place = placeOf(cid);
      if (place === undefined) throw notFound(cid, name);
      const { offset, length } = place;
      if (length > MAX_BLOCK_BYTES) {
        throw new StorageError("too-large", `${name} has a block above the limit.`, { cid });
      }
      const part = file.slice(offset, offset + length);
      const bytes = await part.arrayBuffer().catch((cause: unknown) => {
        throw new StorageError("unavailable", `${name} cannot be read.`, { cause, store: name });
      });
      return (await checkBlock(cid, new Uint8Array(bytes), { store: name })).bytes;
    },

    async has(cid) {
      return placeOf(cid) !== undefined;
    },
  };
}

async function begin(
  file: Blob,
  { name, signal, onProgress }: CarFileOptions,
): Promise<CarIndexer> {
  async function* counted() {
    let done = 0;
    for await (const chunk of readStream(file.stream())) {
      throwIfAborted(signal);
      yield chunk;
      done += chunk.length;
      onProgress?.({ done, total: file.size });
    }
  }
  try {
    return await CarIndexer.fromIterable(counted());
  } catch (cause) {
    throwIfAborted(signal);
    throw new StorageError("malformed", `${name} is not a CAR.`, { cause });
  }
}

function isOurs(cid: CID): boolean {
  try {
    digestOf(cid);
    return true;
  } catch {
    return false;
  }
}
