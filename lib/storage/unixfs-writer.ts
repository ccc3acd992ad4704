import type { CID } from "multiformats/cid";
import type { Block } from "./block.ts";
import { createBlock, DAG_PB, RAW } from "./block.ts";
import { aborted, StorageError, throwIfAborted } from "./errors.ts";
import type { BlockStore } from "./store.ts";
import { readStream } from "./stream.ts";
import type { UnixFsLink } from "./unixfs-node.ts";
import { encodeUnixFsNode, LEAF_BYTES, MAX_LINKS, sizeOf } from "./unixfs-node.ts";

export interface UnixFsResult {
  /** Of the root node, or of the only leaf. */
  cid: CID;
  /** Bytes of the file. */
  size: number;
  /** Bytes of all blocks in the DAG, repeated ones counted each time. */
  blockBytes: number;
  /** Blocks in the DAG, repeated ones counted each time. */
  blocks: number;
}

export interface UnixFsWriterOptions {
  store: BlockStore;
  signal?: AbortSignal | undefined;
  /** Blocks hashed and put at a time; default 4. Memory is this many blocks, and one more. */
  inFlight?: number;
  /** Called with the number of the file's bytes that the store has taken so far. */
  onProgress?: ((stored: number) => void) | undefined;
  /** Ask the store first and send only what it lacks, to go on with a broken upload. */
  skipHeld?: boolean;
}

/** One call at a time: each is to be awaited before the next, but for `abort`. */
export interface UnixFsWriter {
  /** Takes the next bytes, copied; waits while enough is under way. */
  write(bytes: Uint8Array): Promise<void>;
  /** Ends the file; done when the store has all of it. */
  close(): Promise<UnixFsResult>;
  /** Gives up: what is under way is aborted. Blocks already put stay. */
  abort(reason?: unknown): void;
}

/** A part whose CID may still be on its way. In an object, since promises of promises collapse. */
interface Part {
  link: Promise<UnixFsLink>;
}

/**
 * Writes a stream as a UnixFS file (protocol §7): raw leaves of 1 MiB, a balanced DAG of at most 174
 * links a node, CIDv1. The same bytes give the same CID as
 * `ipfs add --cid-version=1 --raw-leaves --chunker=size-1048576 --max-file-links=174`.
 *
 * The first failure, `storage/aborted` for the signal, ends the writer; every later call throws it.
 */
export function createUnixFsWriter({
  store,
  signal,
  inFlight = 4,
  onProgress,
  skipHeld = false,
}: UnixFsWriterOptions): UnixFsWriter {
  const stop = new AbortController();
  const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const end = new Promise<void>((resolve) => {
    ended.addEventListener("abort", () => resolve(), { once: true });
  });
  const underWay = new Set<Promise<void>>();
  /** Parts that have no node yet, the lowest level first. */
  const levels: Part[][] = [];
  let failure: unknown;
  let leaf = new Uint8Array(LEAF_BYTES);
  let filled = 0;
  let blocks = 0;
  let stored = 0;
  let closed = false;

  function check() {
    if (failure !== undefined) throw failure;
    throwIfAborted(signal);
  }

  function fail(error: unknown) {
    failure ??= signal?.aborted ? aborted(signal) : error;
    stop.abort(failure);
  }

  /** Waits until fewer than `limit` blocks are under way. */
  async function settle(limit: number) {
    while (underWay.size >= limit && !ended.aborted) await Promise.race([...underWay, end]);
    check();
  }

  async function keep({ cid, bytes }: Block) {
    ended.throwIfAborted();
    const held = skipHeld && (await store.has(cid, { signal: ended }));
    if (!held) await store.put({ cid, bytes }, { signal: ended });
    if (cid.code !== RAW) return;
    stored += bytes.length;
    onProgress?.(stored);
  }

  /** Starts to make and put a block once there is room. */
  async function start(make: () => Promise<{ block: Block; link: UnixFsLink }>): Promise<Part> {
    await settle(inFlight);
    blocks++;
    const made = make();
    const task = made
      .then(({ block }) => keep(block))
      .catch(fail)
      .finally(() => underWay.delete(task));
    underWay.add(task);
    const link = made.then((result) => result.link);
    link.catch(() => undefined);
    return { link };
  }

  function startLeaf(bytes: Uint8Array): Promise<Part> {
    return start(async () => {
      const block = await createBlock(bytes, RAW);
      return { block, link: { cid: block.cid, size: bytes.length, blockBytes: bytes.length } };
    });
  }

  function startNode(parts: Part[]): Promise<Part> {
    return start(async () => {
      const links = await Promise.all(parts.map(({ link }) => link));
      const block = await createBlock(encodeUnixFsNode(links), DAG_PB);
      const below = links.reduce((sum, { blockBytes }) => sum + blockBytes, 0);
      const blockBytes = below + block.bytes.length;
      return { block, link: { cid: block.cid, size: sizeOf(links), blockBytes } };
    });
  }

  /** Adds a part to its level; a full level becomes a node when one more comes. */
  async function place(part: Part, depth: number) {
    const level = levels[depth];
    if (level && level.length < MAX_LINKS) {
      level.push(part);
      return;
    }
    levels[depth] = [part];
    if (level) await place(await startNode(level), depth + 1);
  }

  /** Makes nodes of what is left, level by level, up to the one that is the root. */
  async function finish(depth = 0): Promise<UnixFsLink> {
    const level = levels[depth] ?? [];
    const [first, second] = level;
    if (first && !second && depth === levels.length - 1) return first.link;
    await place(await startNode(level), depth + 1);
    return finish(depth + 1);
  }

  return {
    async write(bytes) {
      if (closed) throw new StorageError("aborted", "The file is already closed.");
      check();
      for (let offset = 0; offset < bytes.length; ) {
        const part = bytes.subarray(offset, offset + LEAF_BYTES - filled);
        leaf.set(part, filled);
        offset += part.length;
        filled += part.length;
        if (filled < LEAF_BYTES) continue;
        const full = leaf;
        leaf = new Uint8Array(LEAF_BYTES);
        filled = 0;
        await place(await startLeaf(full), 0);
      }
    },

    async close() {
      if (closed) throw new StorageError("aborted", "The file is already closed.");
      closed = true;
      check();
      // An empty file is one empty leaf.
      const last = filled > 0 || levels.length === 0;
      if (last) await place(await startLeaf(leaf.slice(0, filled)), 0);
      const root = await finish();
      await settle(1);
      return { ...root, blocks };
    },

    abort(reason) {
      closed = true;
      fail(new StorageError("aborted", "Writing was cancelled.", { cause: reason }));
    },
  };
}

/** Writes all of a stream with {@link createUnixFsWriter}. A failure ends both. */
export async function writeUnixFs(
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array> | ReadableStream<Uint8Array>,
  options: UnixFsWriterOptions,
): Promise<UnixFsResult> {
  const writer = createUnixFsWriter(options);
  const chunks = source instanceof ReadableStream ? readStream(source) : source;
  try {
    for await (const chunk of chunks) await writer.write(chunk);
    return await writer.close();
  } catch (error) {
    writer.abort(error);
    throw error;
  }
}
