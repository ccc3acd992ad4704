import type { CID } from "multiformats/cid";
import type { StreamKey } from "../../crypto/content-keys.ts";
import { padmeLength } from "../../crypto/padme.ts";
import type { StreamSealer } from "../../crypto/segment-run.ts";
import { sealRun, streamSealer } from "../../crypto/segment-run.ts";
import type { Block } from "../../storage/block.ts";
import { createBlock, RAW } from "../../storage/block.ts";
import { throwIfAborted } from "../../storage/errors.ts";
import { mapInOrder } from "../../storage/pool.ts";
import { LEAF_BYTES } from "../../storage/unixfs-node.ts";
import { createUnixFsTree, leafLink } from "../../storage/unixfs-tree.ts";
import type { Context } from "../context.ts";
import type { FileSource } from "./file-source.ts";
import { readSources } from "./file-source.ts";
import { leafCount, plainLeafRange, SEGMENTS_A_LEAF } from "./leaves.ts";

/** Leaves that are encrypted, hashed and put at a time: what memory holds of a stream, and a read. */
const IN_FLIGHT = 8;

const ZEROS_AT_ONCE = LEAF_BYTES;

export interface StreamToStore {
  sources: readonly FileSource[];
  streamKey: StreamKey;
  /** The stream's header (`newStreamHeader`), used for nothing else. */
  header: Uint8Array;
  signal?: AbortSignal | undefined;
  /** Called with the number of bytes of plaintext, padding included, whose blocks are stored. */
  onProgress?: ((stored: number) => void) | undefined;
}

/**
 * Encrypts files as one stream and stores it: reading, encrypting, hashing and putting overlap, at
 * constant memory.
 *
 * @returns the root of the stored stream
 * @throws SharingError `sharing/file-changed`; StorageError, `storage/aborted` for the signal
 */
export async function storeStream(
  { store }: Pick<Context, "store">,
  { sources, streamKey, header, signal, onProgress }: StreamToStore,
): Promise<CID> {
  const size = padmeLength(sources.reduce((sum, it) => sum + it.size, 0));
  const sealer = await streamSealer(streamKey, { header, size });
  // What is under way ends with the first failure.
  const stop = new AbortController();
  const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;
  const tree = createUnixFsTree({ put: (node) => store.put(node, { signal: ended }) });
  const work = async ({ number, plaintext }: PlainLeaf) => {
    throwIfAborted(signal);
    const block = await sealLeaf(sealer, { number, plaintext });
    await store.put(block, { signal: ended });
    return { block, end: plainLeafRange(number, size).end };
  };
  try {
    const leaves = plainLeaves(sources, { size });
    for await (const { block, end } of mapInOrder(leaves, { limit: IN_FLIGHT, work })) {
      await tree.add(leafLink(block));
      onProgress?.(end);
    }
    return (await tree.finish()).cid;
  } finally {
    stop.abort();
  }
}

/** A leaf of a stored stream before it is encrypted. */
export interface PlainLeaf {
  number: number;
  plaintext: Uint8Array;
}

/** Encrypts the segments of a leaf. */
export async function sealLeaf(
  sealer: StreamSealer,
  { number, plaintext }: PlainLeaf,
): Promise<Block> {
  return createBlock(await sealRun(sealer, { first: number * SEGMENTS_A_LEAF, plaintext }), RAW);
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
): AsyncGenerator<PlainLeaf, void, undefined> {
  const chunks = padded(sources, { from: plainLeafRange(first, size).start, size });
  let rest = new Uint8Array();
  try {
    for (let number = first; number < leafCount(size); number++) {
      const { start, end } = plainLeafRange(number, size);
      let plaintext = rest.subarray(0, end - start);
      rest = rest.subarray(plaintext.length);
      if (plaintext.length < end - start) {
        const joined = new Uint8Array(end - start);
        joined.set(plaintext);
        for (let at = plaintext.length; at < joined.length; ) {
          // Sources answer with as many bytes as they announced, or fail.
          const { value } = await chunks.next();
          rest = value as Uint8Array<ArrayBuffer>;
          const part = rest.subarray(0, joined.length - at);
          joined.set(part, at);
          rest = rest.subarray(part.length);
          at += part.length;
        }
        plaintext = joined;
      }
      yield { number, plaintext };
    }
    // A source that has more than it said is found out here.
    await chunks.next();
  } finally {
    await chunks.return();
  }
}

async function* padded(
  sources: readonly FileSource[],
  { from, size }: { from: number; size: number },
): AsyncGenerator<Uint8Array, void, undefined> {
  yield* readSources(sources, from);
  const length = sources.reduce((sum, it) => sum + it.size, 0);
  const zeros = new Uint8Array(Math.min(ZEROS_AT_ONCE, size - length));
  for (let rest = size - Math.max(from, length); rest > 0; rest -= zeros.length) {
    yield zeros.subarray(0, rest);
  }
}
