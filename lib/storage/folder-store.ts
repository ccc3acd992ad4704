import { randomUUID } from "node:crypto";
import { mkdir, open, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { CID } from "multiformats/cid";
import { fromHex, toHex } from "../bytes.ts";
import { checkBlock, cidOf, digestOf, RAW } from "./block.ts";
import { notFound, StorageError, throwIfAborted } from "./errors.ts";
import type { ManagedStore } from "./store.ts";

const TEMPORARY = "tmp";
const SHARD = /^[0-9a-f]{2}$/;
const BLOCK_FILE = /^[0-9a-f]{64}$/;

/** What the system says when a disk or a quota is full. */
const FULL = new Set(["ENOSPC", "EDQUOT"]);

/**
 * A store in a folder (Node only): one file per block, named by its digest, in 256 sub-folders.
 *
 * A block is written beside its place, flushed, and moved there, so that a file under its name is
 * whole even if the process dies half-way; unfinished files of earlier runs are removed at opening.
 * A file that is damaged nevertheless is removed when it is read, so that `has` tells the truth and
 * the block can be put again. One process at a time may use a folder.
 *
 * With `durable: false` a put does not wait for the disk: it survives the process, not a power cut.
 *
 * @throws `storage/unavailable` if the folder cannot be made or written.
 */
export async function openFolderStore(
  folder: string,
  { name = folder, durable = true }: { name?: string; durable?: boolean } = {},
): Promise<ManagedStore> {
  const temporary = join(folder, TEMPORARY);
  const madeShards = new Set<string>();

  const locate = (cid: CID) => {
    const key = toHex(digestOf(cid)).slice(2);
    // The last byte: digests in use may share leading bytes (mined ones do), never all of them.
    const shard = join(folder, key.slice(-2));
    return { shard, path: join(shard, key), key };
  };

  async function run<T>(step: () => Promise<T>): Promise<T> {
    try {
      return await step();
    } catch (cause) {
      if (cause instanceof StorageError) throw cause;
      const full = FULL.has(systemCode(cause));
      const message = full ? `The disk of ${name} is full.` : `The folder of ${name} failed.`;
      throw new StorageError(full ? "full" : "unavailable", message, { cause, store: name });
    }
  }

  /** The result of a step, or undefined where the file or folder is not there. */
  async function unlessMissing<T>(step: Promise<T>): Promise<T | undefined> {
    try {
      return await step;
    } catch (error) {
      if (systemCode(error) === "ENOENT") return undefined;
      throw error;
    }
  }

  await run(async () => {
    await rm(temporary, { recursive: true, force: true });
    await mkdir(temporary, { recursive: true });
  });

  return {
    name,

    put: ({ cid, bytes }, { signal, onSpent } = {}) =>
      run(async () => {
        throwIfAborted(signal);
        const { shard, path, key } = locate(cid);
        if (!madeShards.has(shard)) {
          await mkdir(shard, { recursive: true });
          if (durable) await flush(folder);
          madeShards.add(shard);
        }
        const draft = join(temporary, `${key}.${randomUUID()}`);
        try {
          const file = await open(draft, "wx");
          try {
            await file.writeFile(bytes);
            if (durable) await file.sync();
          } finally {
            await file.close();
          }
          throwIfAborted(signal);
          await rename(draft, path);
        } catch (error) {
          await rm(draft, { force: true });
          throw error;
        }
        if (durable) await flush(shard);
        onSpent?.();
      }),

    get: (cid, { signal } = {}) =>
      run(async () => {
        throwIfAborted(signal);
        const { path } = locate(cid);
        const bytes = await unlessMissing(readFile(path));
        throwIfAborted(signal);
        if (!bytes) throw notFound(cid, name);
        try {
          // Not a Buffer: its slice() would be a view, and callers expect a copy.
          const plain = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length);
          return (await checkBlock(cid, plain, { store: name })).bytes;
        } catch (error) {
          await rm(path, { force: true });
          throw error;
        }
      }),

    has: (cid, { signal } = {}) =>
      run(async () => {
        throwIfAborted(signal);
        return (await unlessMissing(stat(locate(cid).path))) !== undefined;
      }),

    delete: (cid, { signal } = {}) =>
      run(async () => {
        throwIfAborted(signal);
        await rm(locate(cid).path, { force: true });
      }),

    async *list({ signal } = {}) {
      for await (const key of blockFiles(signal)) yield cidOf(fromHex(key), RAW);
    },

    async usage({ signal } = {}) {
      let used = 0;
      for await (const key of blockFiles(signal)) {
        const path = join(folder, key.slice(-2), key);
        used += (await run(() => unlessMissing(stat(path))))?.size ?? 0;
      }
      return { used, capacity: undefined };
    },
  };

  async function* blockFiles(signal: AbortSignal | undefined): AsyncGenerator<string> {
    for (const shard of await run(() => readdir(folder))) {
      if (!SHARD.test(shard)) continue;
      throwIfAborted(signal);
      for (const file of await run(() => readdir(join(folder, shard)))) {
        if (BLOCK_FILE.test(file)) yield file;
      }
    }
  }
}

/** Makes new names in a folder last. Not every system can flush a folder; then it has no need. */
async function flush(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => undefined);
  if (!handle) return;
  try {
    await handle.sync().catch(() => undefined);
  } finally {
    await handle.close();
  }
}

function systemCode(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}
