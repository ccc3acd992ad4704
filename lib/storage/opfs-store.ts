import type { CID } from "multiformats/cid";
import { fromHex, toHex } from "../bytes.ts";
import { checkBlock, cidOf, digestOf, MAX_BLOCK_BYTES, RAW } from "./block.ts";
import { notFound, StorageError, throwIfAborted } from "./errors.ts";
import type { ManagedStore } from "./store.ts";

/** Files are put into folders by the first digits of their names: long folders are slow. */
const FOLDER_DIGITS = 2;

/** The digest of no bytes: the only block whose file may be empty. */
const NOTHING = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export interface OpfsStoreOptions {
  name?: string;
  /** The folder that it keeps to itself; default `leasehold-blocks` of the origin's private files. */
  directory?: () => Promise<FileSystemDirectoryHandle>;
  storage?: StorageManager | undefined;
}

/**
 * A store in the origin's private file system (https://fs.spec.whatwg.org/): a file for each block,
 * written beside and moved into place when it is complete. The browser may drop all of it unless
 * persistence was granted.
 */
export function createOpfsStore({
  name = "this browser",
  storage = globalThis.navigator?.storage,
  directory = async () =>
    (await (storage as StorageManager).getDirectory()).getDirectoryHandle("leasehold-blocks", {
      create: true,
    }),
}: OpfsStoreOptions = {}): ManagedStore {
  const fileName = (cid: CID) => toHex(digestOf(cid)).slice(2);

  /** Runs a step on the folder of a block with errors in our terms; `missing` where it is not there. */
  async function run<T>(
    step: () => Promise<T>,
    { signal, missing }: { signal: AbortSignal | undefined; missing?: () => T },
  ): Promise<T> {
    throwIfAborted(signal);
    try {
      return await step();
    } catch (cause) {
      if (cause instanceof StorageError) throw cause;
      const reason = cause instanceof Error ? cause.name : "";
      if (reason === "NotFoundError" && missing !== undefined) return missing();
      if (reason === "QuotaExceededError") {
        throw new StorageError("full", "This browser has no room left for this site.", {
          cause,
          store: name,
        });
      }
      throw new StorageError("unavailable", "This browser's storage cannot be used.", {
        cause,
        store: name,
      });
    }
  }

  async function folderOf(file: string, { create }: { create: boolean }) {
    const root = await directory();
    return root.getDirectoryHandle(file.slice(0, FOLDER_DIGITS), { create });
  }

  async function fileOf(file: string): Promise<File> {
    const folder = await folderOf(file, { create: false });
    return (await folder.getFileHandle(file)).getFile();
  }

  async function remove(file: string): Promise<void> {
    const folder = await folderOf(file, { create: false });
    await folder.removeEntry(file);
  }

  return {
    name,

    async put({ cid, bytes }, { signal, onSpent } = {}) {
      const file = fileName(cid);
      await run(
        async () => {
          const folder = await folderOf(file, { create: true });
          const handle = await folder.getFileHandle(file, { create: true });
          const out = await handle.createWritable();
          try {
            await out.write(bytes as Uint8Array<ArrayBuffer>);
            await out.close();
          } catch (error) {
            await out.abort().catch(() => undefined);
            // What was made for it is empty; what was there before is as it was.
            if ((await handle.getFile()).size === 0) await folder.removeEntry(file);
            throw error;
          }
        },
        { signal },
      );
      onSpent?.();
    },

    async get(cid, { signal } = {}) {
      const file = fileName(cid);
      const bytes = await run(
        async () => {
          const found = await fileOf(file);
          if (found.size > MAX_BLOCK_BYTES) return new Uint8Array(0);
          return new Uint8Array(await found.arrayBuffer());
        },
        {
          signal,
          missing: () => {
            throw notFound(cid, name);
          },
        },
      );
      throwIfAborted(signal);
      try {
        return (await checkBlock(cid, bytes, { store: name })).bytes;
      } catch (error) {
        // Damaged: without it `has` tells the truth, and the block can be fetched again.
        await run(() => remove(file), { signal, missing: () => undefined });
        throw error;
      }
    },

    async has(cid, { signal } = {}) {
      const file = fileName(cid);
      // A page that ended in the middle of its first put leaves an empty file.
      const isWhole = async () => (await fileOf(file)).size > 0 || file === NOTHING;
      return run(isWhole, { signal, missing: () => false });
    },

    async delete(cid, { signal } = {}) {
      const file = fileName(cid);
      await run(() => remove(file), { signal, missing: () => undefined });
    },

    async *list({ signal } = {}) {
      const folders = await run(async () => collect((await directory()).values()), { signal });
      for (const folder of folders) {
        if (folder.kind !== "directory") continue;
        const files = await run(() => collect((folder as FileSystemDirectoryHandle).keys()), {
          signal,
          missing: () => [],
        });
        for (const file of files) {
          throwIfAborted(signal);
          if (/^[0-9a-f]{64}$/.test(file)) yield cidOf(fromHex(`0x${file}`), RAW);
        }
      }
    },

    /** What the whole origin uses and may use: browsers tell no more. */
    async usage() {
      const { usage = 0, quota } = (await storage?.estimate()) ?? {};
      return { used: usage, capacity: quota };
    },
  };
}

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}
