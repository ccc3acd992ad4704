import type { CID } from "multiformats/cid";
import { z } from "zod/mini";
import { fromHex, toHex } from "../../bytes.ts";
import { cidOf, digestOf, RAW } from "../../storage/block.ts";
import type { Memory } from "../memory.ts";

/*
 * What an upload has sent. A stream's key, salt and nonce prefix are kept over a crash, so it must
 * never happen that two plaintexts are encrypted under one nonce and both leave the device. Hence:
 *
 * - a leaf's digest is written here, durably, before the leaf is handed to a store;
 * - where a digest is written, nothing but a leaf with that digest is ever handed to a store.
 *
 * Whatever left the device is therefore written, and equals what leaves it later. A leaf that is not
 * written never left it, and may become anything.
 */

/** Leaves to an item of the memory: 64 MiB. */
const CHUNK = 64;

const digest = z.nullable(z.string().check(z.regex(/^0x[0-9a-f]{64}$/)));
const chunkSchema = z.object({
  leaves: z.array(digest).check(z.maxLength(CHUNK)),
  stored: z.int().check(z.gte(0), z.lte(CHUNK)),
});
type Chunk = z.infer<typeof chunkSchema>;

/** The leaves of one stream, by number. */
export interface LeafLog {
  /** What was written of leaves before; null where nothing was. */
  readonly written: readonly (CID | null)[];
  /** Leaves from the first on that the store has taken. */
  readonly stored: number;
  /** Writes a leaf down. Once this resolves, it may be handed to a store. */
  write(number: number, cid: CID): Promise<void>;
  /** Notes that the store has taken all leaves before that number; written with the next ones. */
  keep(count: number): void;
  /** Writes down what is noted. */
  flush(): Promise<void>;
}

/** Where leaves of a stream are written down. */
export function leafKey(upload: string, { stream, chunk }: { stream: number; chunk: number }) {
  return `upload-leaves/${upload}/${stream}/${chunk}`;
}

/**
 * Reads what was written of a stream, and goes on writing.
 *
 * Where it cannot be read, because another program changed it, nobody knows what left the device, and
 * the upload cannot go on.
 *
 * @returns null if what is there is damaged
 */
export async function openLeafLog(
  memory: Memory,
  of: { upload: string; stream: number },
): Promise<LeafLog | null> {
  const read = await readLeaves(memory, of);
  if (read === null) return null;
  const chunks = new Map<number, Chunk>(read.map((chunk, i) => [i, chunk]));
  const dirty = new Set<number>();
  let writing: Promise<void> | null = null;
  let kept = storedLeaves(read);

  function chunkAt(number: number): Chunk {
    const chunk = chunks.get(number) ?? { leaves: [], stored: 0 };
    chunks.set(number, chunk);
    return chunk;
  }

  /** One write at a time: what comes meanwhile goes with the next. */
  async function writeDirty(): Promise<void> {
    const numbers = [...dirty];
    dirty.clear();
    try {
      for (const number of numbers) {
        const { leaves, stored } = chunkAt(number);
        const value = { leaves: [...leaves], stored };
        await memory.update(leafKey(of.upload, { ...of, chunk: number }), () => value);
      }
    } catch (error) {
      // Others wait for this write too; they have to see that it did not happen.
      for (const number of numbers) dirty.add(number);
      throw error;
    }
  }

  async function flush(): Promise<void> {
    // One that has begun may not have what is dirty now.
    while (writing) await writing.catch(() => undefined);
    if (dirty.size === 0) return;
    writing = writeDirty().finally(() => {
      writing = null;
    });
    await writing;
  }

  return {
    written: read.flatMap(({ leaves }) =>
      leaves.map((hex) => (hex === null ? null : cidOf(fromHex(hex), RAW))),
    ),
    stored: kept,

    async write(number, cid) {
      const chunk = Math.floor(number / CHUNK);
      const { leaves } = chunkAt(chunk);
      const at = number % CHUNK;
      while (leaves.length < at) leaves.push(null);
      leaves[at] = toHex(digestOf(cid));
      dirty.add(chunk);
      while (dirty.has(chunk)) await flush();
    },

    keep(count) {
      for (; kept < count; kept++) {
        const chunk = Math.floor(kept / CHUNK);
        chunkAt(chunk).stored = (kept % CHUNK) + 1;
        // With the next leaf, or the flush: to lose it costs no more than doing it again.
        if ((kept + 1) % CHUNK === 0) dirty.add(chunk);
      }
    },

    async flush() {
      const last = Math.floor(Math.max(0, kept - 1) / CHUNK);
      if (kept > 0) dirty.add(last);
      await flush();
    },
  };
}

/** What is written of a stream, in chunks; null if it is damaged. */
export async function readLeaves(
  memory: Memory,
  of: { upload: string; stream: number },
): Promise<Chunk[] | null> {
  const chunks: Chunk[] = [];
  for (let chunk = 0; ; chunk++) {
    const value = await memory.get(leafKey(of.upload, { ...of, chunk }));
    if (value === undefined) return chunks;
    const parsed = z.safeParse(chunkSchema, value);
    if (!parsed.success) return null;
    // Only the last may have room; leaves before one that is written were begun, and are null.
    const before = chunks.at(-1);
    while (before && before.leaves.length < CHUNK) before.leaves.push(null);
    chunks.push(parsed.data);
  }
}

/** Leaves from the first on that the store has taken. */
export function storedLeaves(chunks: readonly Chunk[]): number {
  let count = 0;
  for (const { stored } of chunks) {
    count += stored;
    if (stored < CHUNK) break;
  }
  return count;
}

/** Forgets what is written of a stream. */
export async function forgetLeaves(
  memory: Memory,
  of: { upload: string; stream: number },
): Promise<void> {
  const chunks = (await readLeaves(memory, of))?.length ?? 0;
  for (let chunk = 0; chunk < chunks; chunk++) {
    await memory.update(leafKey(of.upload, { ...of, chunk }), () => undefined);
  }
}
