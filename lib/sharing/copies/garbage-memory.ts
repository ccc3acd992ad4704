import * as z from "zod/mini";
import { parseCid } from "../../storage/block.ts";
import { forEachLimited } from "../../storage/pool.ts";
import type { ManagedStore } from "../../storage/store.ts";
import type { Context } from "../context.ts";
import type { Garbage } from "./garbage.ts";

/** Blocks that are kept in mind at most: the next search finds the others. */
const MOST = 10_000;

const found = z.object({ blocks: z.array(z.string()), foundAt: z.int() });

type Of = { store: Pick<ManagedStore, "name"> };

const keyOf = ({ store }: Of) => `garbage/${store.name}`;

/**
 * Keeps in mind what was found to be garbage, so that it can be removed on a later visit: blocks have
 * to have been garbage for an hour.
 */
export async function rememberGarbage(
  { memory }: Pick<Context, "memory">,
  { garbage, ...of }: Of & { garbage: Garbage | null },
): Promise<void> {
  await memory.update(keyOf(of), () =>
    garbage === null || garbage.blocks.length === 0
      ? undefined
      : { blocks: garbage.blocks.slice(0, MOST).map(String), foundAt: garbage.foundAt },
  );
}

/** What was found before; null if nothing was, or what is remembered cannot be read. */
export async function rememberedGarbage(
  { memory }: Pick<Context, "memory">,
  of: Of,
): Promise<Garbage | null> {
  const parsed = found.safeParse(await memory.get(keyOf(of)));
  if (!parsed.success) return null;
  try {
    return {
      blocks: parsed.data.blocks.map(parseCid),
      unsure: [],
      foundAt: parsed.data.foundAt,
    };
  } catch {
    return null;
  }
}

/** Bytes of blocks of a store; those that cannot be had count nothing. */
export async function sizeOfGarbage(
  { blocks }: Pick<Garbage, "blocks">,
  { store, signal }: { store: ManagedStore; signal?: AbortSignal | undefined },
): Promise<number> {
  let bytes = 0;
  await forEachLimited(blocks, {
    limit: 4,
    work: async (cid) => {
      const size = await sizeOf(cid).catch(() => 0);
      signal?.throwIfAborted();
      bytes += size;
    },
  });
  return bytes;

  async function sizeOf(cid: Garbage["blocks"][number]): Promise<number> {
    return store.sizeOf ? store.sizeOf(cid, { signal }) : (await store.get(cid, { signal })).length;
  }
}
