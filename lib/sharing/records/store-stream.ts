import type { CID } from "multiformats/cid";
import { concatBytes, freeBytes } from "../../bytes.ts";
import type { StreamKey } from "../../crypto/content-keys.ts";
import { padmeLength } from "../../crypto/padme.ts";
import { streamSealer } from "../../crypto/segment-run.ts";
import { throwIfAborted } from "../../storage/errors.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { StoreOptions } from "../../storage/store.ts";
import type { UnixFsLink } from "../../storage/unixfs-node.ts";
import { LEAF_BYTES } from "../../storage/unixfs-node.ts";
import { createUnixFsTree, leafLink, linkOfLeaf } from "../../storage/unixfs-tree.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { LeafLog } from "../uploads/leaf-log.ts";
import type { Pause } from "../uploads/pause.ts";
import type { Chunk, FileSource } from "./file-source.ts";
import { changed, readSources } from "./file-source.ts";
import { leafCount, plainLeafRange, storedLeafSize } from "./leaves.ts";
import type { PlainLeaf } from "./seal-leaf.ts";
import { sealLeaf } from "./seal-leaf.ts";

/** Leaves that are encrypted, hashed and put at a time: what memory holds of a stream, and a read. */
const IN_FLIGHT = 4;

const ZEROS_AT_ONCE = LEAF_BYTES;

/** Blocks of which a store is asked at a time whether it still holds them. */
const ASKED_AT_A_TIME = 16;

export interface StreamToStore {
  /** Its files; null where they are not at hand, which is fine while nothing of them is needed. */
  sources: readonly FileSource[] | null;
  /** Bytes of the files together. */
  size: number;
  streamKey: StreamKey;
  /** The stream's header (`newStreamHeader`), used for nothing else. */
  header: Uint8Array;
  /** Where leaves are written down before they are sent, for an upload that can go on later. */
  log?: LeafLog | null | undefined;
  /** Where nodes are written down before they are put. */
  note?: ((cid: CID) => Promise<void>) | undefined;
  /** Nothing is taken from the files while it is closed. */
  pause?: Pause | undefined;
  signal?: AbortSignal | undefined;
  /** Called with the number of bytes of plaintext, padding included, whose blocks are stored. */
  onProgress?: ((stored: number) => void) | undefined;
}

/**
 * Encrypts files as one stream and stores it: reading, encrypting, hashing and putting overlap, at
 * constant memory. With a log, what the store has taken before, and still holds, is not read again;
 * what was sent before, or may have been, has to come out the same.
 *
 * @returns the root of the stored stream
 * @throws SharingError `sharing/file-changed`; `sharing/files-needed` without files that are needed;
 *   StorageError, `storage/aborted` for the signal
 */
export async function storeStream(
  { store, sealLeaf: seal = sealLeaf }: Pick<Context, "store" | "sealLeaf">,
  { sources, streamKey, header, log, note, pause, signal, onProgress, ...of }: StreamToStore,
): Promise<CID> {
  const size = padmeLength(of.size);
  const sealer = await streamSealer(streamKey, { header, size });
  // What is under way ends with the first failure.
  const stop = new AbortController();
  const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const underWay = new Set<Promise<unknown>>();
  const tree = createUnixFsTree({
    async put(node) {
      await note?.(node.cid);
      await store.put(node, { signal: ended });
    },
  });

  async function storeLeaf({ number, plaintext, onRead }: ReadLeaf): Promise<UnixFsLink> {
    throwIfAborted(signal);
    const block = await seal(sealer, { number, plaintext });
    onRead();
    const before = log?.written[number];
    // Under this nonce something else may have left the device: this must not.
    if (before && !before.equals(block.cid)) throw changed(sources?.[0] ?? { name: "" });
    if (!before) await log?.write(number, block.cid);
    const link = leafLink(block);
    let isSpent = false;
    const onSpent = () => {
      isSpent = true;
    };
    await store.put(block, { signal: ended, onSpent });
    if (isSpent) freeBytes(block.bytes);
    return link;
  }

  const work = (leaf: ReadLeaf) => {
    const stored = storeLeaf(leaf);
    const settled = stored.catch(() => undefined).finally(() => underWay.delete(settled));
    underWay.add(settled);
    return stored;
  };
  try {
    const held = log ? await heldLeaves({ store }, log, { signal }) : [];
    for (const [number, cid] of held.entries()) {
      await tree.add(linkOfLeaf(cid, storedLeafSize(number, size)));
    }
    let count = held.length;
    if (count > 0) onProgress?.(plainLeafRange(count - 1, size).end);
    if (count < leafCount(size)) {
      if (sources === null) throw filesNeeded();
      const leaves = whileOpen(plainLeaves(sources, { size, first: count }), { pause, signal });
      for await (const link of mapInOrder(leaves, { limit: IN_FLIGHT, work })) {
        await tree.add(link);
        count++;
        log?.keep(count);
        onProgress?.(plainLeafRange(count - 1, size).end);
      }
    }
    const { cid } = await tree.finish();
    await log?.flush();
    return cid;
  } finally {
    stop.abort();
    // Nothing is put any more when this has ended, so that what was put can be taken back.
    await Promise.all(underWay);
    // Where it failed, what was stored until then need not be stored again.
    await log?.flush().catch(() => undefined);
  }
}

/** Leaves from the first on that were stored, and still are. */
async function heldLeaves(
  { store }: Pick<Context, "store">,
  { written, stored }: LeafLog,
  { signal }: StoreOptions,
): Promise<CID[]> {
  const held: CID[] = [];
  const known = written.slice(0, stored);
  const work = async (cid: CID | null) =>
    cid !== null && (await store.has(cid, { signal })) ? cid : null;
  for await (const cid of mapInOrder(known, { limit: ASKED_AT_A_TIME, work })) {
    if (cid === null) break;
    held.push(cid);
  }
  return held;
}

/** Takes the next only while nothing is paused. */
async function* whileOpen<T>(
  items: AsyncIterable<T>,
  { pause, signal }: { pause: Pause | undefined; signal: AbortSignal | undefined },
): AsyncGenerator<T, void, undefined> {
  await pause?.passed(signal);
  for await (const item of items) {
    yield item;
    await pause?.passed(signal);
  }
}

/** What is thrown where files are needed that are not at hand. */
function filesNeeded(): SharingError {
  return new SharingError("sharing/files-needed", "To go on, the files have to be chosen again.");
}

/** A leaf of which one may say that nobody reads its plaintext any more: then it may be freed. */
export interface ReadLeaf extends PlainLeaf {
  onRead(): void;
}

/**
 * The plaintext of a stream, padded with zeros to `size`, leaf by leaf. Reads no more than asked for,
 * and the reads that are ahead.
 *
 * @param first the leaf to begin with
 * @throws SharingError `sharing/file-changed`
 */
export async function* plainLeaves(
  sources: readonly FileSource[],
  { size, first = 0 }: { size: number; first?: number },
): AsyncGenerator<ReadLeaf, void, undefined> {
  const chunks = padded(sources, { from: plainLeafRange(first, size).start, size });
  let rest = NOTHING;
  try {
    for (let number = first; number < leafCount(size); number++) {
      const { start, end } = plainLeafRange(number, size);
      const parts: Part[] = [];
      for (let lacks = end - start; lacks > 0; ) {
        // Sources answer with as many bytes as they announced, or fail.
        if (rest.bytes.length === 0) rest = partOf((await chunks.next()).value as Chunk);
        const bytes = rest.bytes.subarray(0, lacks);
        lacks -= bytes.length;
        parts.push({ bytes, onRead: rest.onRead });
        rest = { bytes: rest.bytes.subarray(bytes.length), onRead: rest.onRead };
      }
      const { bytes, onRead } = parts.length > 1 ? join(parts) : (parts[0] ?? NOTHING);
      yield { number, plaintext: bytes, onRead: () => onRead(bytes.length) };
    }
    // A source that has more than it said is found out here.
    await chunks.next();
  } finally {
    await chunks.return();
  }
}

/** Bytes that were read, or some of them. */
interface Part {
  bytes: Uint8Array;
  /** So many bytes of what was read are not needed any more. */
  onRead(count: number): void;
}

const NOTHING: Part = { bytes: new Uint8Array(), onRead: () => undefined };

/** A chunk that goes when all of it was read. */
function partOf({ bytes, isOwn }: Chunk): Part {
  let left = bytes.length;
  const onRead = (count: number) => {
    left -= count;
    if (left === 0 && isOwn) freeBytes(bytes);
  };
  return { bytes, onRead };
}

function join(parts: readonly Part[]): Part {
  const bytes = concatBytes(...parts.map((part) => part.bytes));
  for (const part of parts) part.onRead(part.bytes.length);
  return partOf({ bytes, isOwn: true });
}

async function* padded(
  sources: readonly FileSource[],
  { from, size }: { from: number; size: number },
): AsyncGenerator<Chunk, void, undefined> {
  yield* readSources(sources, from);
  const length = sources.reduce((sum, it) => sum + it.size, 0);
  const zeros = new Uint8Array(Math.min(ZEROS_AT_ONCE, size - length));
  for (let rest = size - Math.max(from, length); rest > 0; rest -= zeros.length) {
    yield { bytes: zeros.subarray(0, rest), isOwn: false };
  }
}
