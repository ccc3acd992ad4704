import type { CID } from "multiformats/cid";
import { hasCode } from "../error.ts";
import { DAG_PB, digestOf, RAW } from "./block.ts";
import { StorageError, throwIfAborted } from "./errors.ts";
import { mapInOrder } from "./pool.ts";
import type { BlockSource, StoreOptions } from "./store.ts";
import type { UnixFsLink } from "./unixfs-node.ts";
import { decodeUnixFsNode, LEAF_BYTES, MAX_DEPTH, malformed, sizeOf } from "./unixfs-node.ts";

/** Decoded nodes that an open file remembers; each covers up to 174 MiB. */
const REMEMBERED_NODES = 32;

export interface OpenUnixFsOptions extends StoreOptions {
  source: BlockSource;
  /** Leaves fetched at a time; default 4. */
  inFlight?: number;
  /** The largest file that is accepted, in bytes; default no limit. */
  maxSize?: number;
  /**
   * Bytes that the file has, where that is known; otherwise a file of one leaf is fetched to see. A
   * file of another size fails, one of one leaf as it is read.
   */
  size?: number | undefined;
}

export interface ByteRange extends StoreOptions {
  /** First byte; default 0. */
  from?: number;
  /** Byte after the last; default the size. Beyond it counts as the size. */
  to?: number;
}

/** A file in the store. Nothing is fetched but the blocks that what is read touches. */
export interface UnixFsFile {
  readonly cid: CID;
  /** Bytes of the file, as its root says. Every part is held to it as it is read. */
  readonly size: number;
  /** The bytes of a range as they arrive, in order, with a few leaves fetched ahead. */
  read(range?: ByteRange): AsyncGenerator<Uint8Array, void, undefined>;
  /** The bytes of a range, together. */
  readRange(range: ByteRange): Promise<Uint8Array>;
  /** The CIDs of all blocks of the file, nodes before what they lead to. Leaves are not fetched. */
  blocks(options?: StoreOptions): AsyncGenerator<CID, void, undefined>;
}

interface Leaf {
  cid: CID;
  /** Where it lies in the file. */
  start: number;
  size: number;
}

/**
 * Opens a UnixFS file as {@link createUnixFsWriter} writes it (protocol §7), by its root.
 *
 * This and all that reads it throws what the source throws; `storage/malformed` where blocks do not
 * make a file (not files, other sizes than their parents say, too deep), `storage/too-large`, and
 * `storage/bad-range` for a range that starts behind the end.
 *
 * `options.signal` ends the opening; each read takes its own.
 */
export async function openUnixFs(
  cid: CID,
  {
    source,
    signal,
    inFlight = 4,
    maxSize = Number.MAX_SAFE_INTEGER,
    size: known,
  }: OpenUnixFsOptions,
): Promise<UnixFsFile> {
  /** Nodes that were loaded, and that are on their way. */
  const nodes = new Map<string, Promise<UnixFsLink[]>>();
  /** The bytes of a file of one leaf, if they were fetched to see its size. */
  let leafBytes: Uint8Array | null = null;
  digestOf(cid);
  if (cid.code !== RAW && cid.code !== DAG_PB) throw malformed(cid);

  const root: UnixFsLink[] = cid.code === RAW ? [await onlyLeaf()] : await loadNode(cid, signal);
  const size = sizeOf(root);
  if (known !== undefined && size !== known) throw malformed(cid);
  if (size > maxSize) {
    throw new StorageError("too-large", `A file of ${size} bytes is above the limit.`, { cid });
  }

  /** A file of one leaf: only its bytes tell the size. */
  async function onlyLeaf(): Promise<UnixFsLink> {
    if (known === undefined) leafBytes = await source.get(cid, { signal });
    const length = known ?? leafBytes?.length ?? 0;
    if (length > LEAF_BYTES) throw malformed(cid);
    return { cid, size: length, blockBytes: length };
  }

  async function loadNode(
    nodeCid: CID,
    nodeSignal: AbortSignal | undefined,
  ): Promise<UnixFsLink[]> {
    const key = nodeCid.toString();
    const present = nodes.get(key);
    if (present) {
      try {
        return await present;
      } catch (error) {
        // Whoever asked first may have given up; the others have not.
        throwIfAborted(nodeSignal);
        if (!hasCode(error, "storage/aborted")) throw error;
        return loadNode(nodeCid, nodeSignal);
      }
    }
    const links = fetchNode(nodeCid, nodeSignal);
    const oldest = nodes.keys().next();
    if (nodes.size >= REMEMBERED_NODES && !oldest.done) nodes.delete(oldest.value);
    nodes.set(key, links);
    links.catch(() => nodes.get(key) === links && nodes.delete(key));
    return links;
  }

  async function fetchNode(nodeCid: CID, nodeSignal: AbortSignal | undefined) {
    const bytes = await source.get(nodeCid, { signal: nodeSignal });
    return decodeUnixFsNode(bytes, { cid: nodeCid });
  }

  async function fetchLeaf(leaf: Leaf, leafSignal: AbortSignal) {
    if (leafBytes === null) return source.get(leaf.cid, { signal: leafSignal });
    const bytes = leafBytes;
    leafBytes = null;
    return bytes;
  }

  /** Loads the node under a link and holds it to the size that its parent gives. */
  async function openNode(link: UnixFsLink, { depth, signal }: { depth: number } & StoreOptions) {
    if (depth > MAX_DEPTH) throw malformed(link.cid);
    const links = await loadNode(link.cid, signal);
    if (sizeOf(links) !== link.size) throw malformed(link.cid);
    return links;
  }

  /** The leaves that a range touches, in order. */
  async function* leaves(
    links: UnixFsLink[],
    range: { from: number; to: number; start: number; depth: number } & StoreOptions,
  ): AsyncGenerator<Leaf, void, undefined> {
    let { start } = range;
    for (const link of links) {
      const end = start + link.size;
      if (end > range.from && start < range.to) {
        if (link.cid.code === RAW) {
          yield { cid: link.cid, start, size: link.size };
        } else {
          const depth = range.depth + 1;
          yield* leaves(await openNode(link, { ...range, depth }), { ...range, start, depth });
        }
      }
      start = end;
    }
  }

  async function* read(range: ByteRange = {}): AsyncGenerator<Uint8Array, void, undefined> {
    const { from, to } = clamp(range, size);
    // Leaves fetched ahead end with the read, whoever ends it.
    const stop = new AbortController();
    const signal = range.signal ? AbortSignal.any([range.signal, stop.signal]) : stop.signal;
    try {
      throwIfAborted(range.signal);
      if (from === to) return;
      const touched = leaves(root, { from, to, start: 0, depth: 1, signal });
      const work = async (leaf: Leaf) => {
        const bytes = await fetchLeaf(leaf, signal);
        if (bytes.length !== leaf.size) throw malformed(leaf.cid);
        return bytes.subarray(Math.max(0, from - leaf.start), to - leaf.start);
      };
      yield* mapInOrder(touched, { limit: inFlight, work });
    } finally {
      stop.abort();
    }
  }

  async function readRange(range: ByteRange): Promise<Uint8Array> {
    const { from, to } = clamp(range, size);
    const bytes = new Uint8Array(to - from);
    let offset = 0;
    for await (const part of read(range)) {
      bytes.set(part, offset);
      offset += part.length;
    }
    return bytes;
  }

  async function* blocks({ signal }: StoreOptions = {}): AsyncGenerator<CID, void, undefined> {
    async function* below(links: UnixFsLink[], depth: number): AsyncGenerator<CID> {
      for (const link of links) {
        throwIfAborted(signal);
        yield link.cid;
        if (link.cid.code === RAW) continue;
        yield* below(await openNode(link, { depth: depth + 1, signal }), depth + 1);
      }
    }
    yield cid;
    if (cid.code !== RAW) yield* below(root, 1);
  }

  return { cid, size, read, readRange, blocks };
}

/** A read as a stream, for what takes one, such as `Response`. */
export function unixFsStream(file: UnixFsFile, range: ByteRange = {}): ReadableStream<Uint8Array> {
  const chunks = file.read(range);
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await chunks.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await chunks.return();
    },
  });
}

function clamp({ from = 0, to }: ByteRange, size: number): { from: number; to: number } {
  const end = Math.min(to ?? size, size);
  if (!(Number.isSafeInteger(from) && Number.isSafeInteger(end) && from >= 0 && from <= end)) {
    throw new StorageError("bad-range", `The file has no bytes ${from} to ${to ?? size}.`);
  }
  return { from, to: end };
}
