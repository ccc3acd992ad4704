import type { CID } from "multiformats/cid";
import { freeBytes } from "../../bytes.ts";
import { padmeLength } from "../../crypto/padme.ts";
import { streamSealer } from "../../crypto/segment-run.ts";
import { LeaseholdError } from "../../error.ts";
import { RAW } from "../../storage/block.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { StoreOptions } from "../../storage/store.ts";
import { openUnixFs } from "../../storage/unixfs-reader.ts";
import type { Context } from "../context.ts";
import type { ReusedStream } from "./content.ts";
import type { FileHandle } from "./file-reader.ts";
import type { FileSource } from "./file-source.ts";
import { leafCount } from "./leaves.ts";
import type { OpenedEntry, OpenedFile, OpenedSection } from "./open.ts";
import { sealLeaf } from "./seal-leaf.ts";
import type { ReadLeaf } from "./store-stream.ts";
import { plainLeaves } from "./store-stream.ts";
import type { StreamHandle } from "./stream-handle.ts";
import { storedSize, streamKeyOf } from "./stream-handle.ts";

/** Leaves encrypted at a time to be compared. */
const IN_FLIGHT = 8;

/** Blocks of which a store is asked at a time whether it holds them. */
const ASKED_AT_A_TIME = 16;

type SeenSection = Pick<OpenedSection, "entries">;

/**
 * Finds streams of a section's newest entries that hold files which are to be published again, as
 * they are: the new entry refers to them, and nothing of them is stored.
 *
 * A source whose name and size, and time where both are known, are those of a file there is encrypted
 * again under that file's stream's own key and header, and the leaves' CIDs are compared with those of
 * the stored stream. No hash of plaintext is kept anywhere. Where they differ, what came out shares
 * nonces with what is stored, so it never leaves this function; the source is then encrypted under
 * new keys like any other. A pack is taken only if all of its files are there, unchanged: whoever
 * gets a stream's key gets all of it.
 *
 * @throws SharingError `sharing/file-changed`; StorageError `storage/aborted`. What cannot be had of
 *   the stored streams counts as changed.
 */
export async function findUnchanged(
  context: Pick<Context, "store">,
  {
    section,
    sources,
    signal,
  }: { section: SeenSection; sources: readonly FileSource[] } & StoreOptions,
): Promise<ReusedStream[]> {
  const left = new Map<string, number[]>();
  sources.forEach(({ name, size }, number) => {
    const key = JSON.stringify([name, size]);
    left.set(key, [...(left.get(key) ?? []), number]);
  });
  const reused: ReusedStream[] = [];
  const taken = new Set<number>();
  for (const files of streamsOf(section.entries)) {
    const numbers = matching(files, { left, taken, sources });
    const [first] = files;
    if (numbers === null || first === undefined) continue;
    const { stream } = first.handle;
    const its = numbers.map((number) => sources[number] as FileSource);
    if (!(await isUnchanged(context, stream, { sources: its, signal }))) continue;
    for (const number of numbers) taken.add(number);
    reused.push({ ...lent(stream), files: numbers });
  }
  return reused;
}

/** The files of each stream, in the order in which they lie in it; the newest entries' first. */
function* streamsOf(entries: readonly OpenedEntry[]): Generator<OpenedFile[]> {
  const seen = new Set<string>();
  for (const { files } of entries) {
    const streams = new Map<StreamHandle, OpenedFile[]>();
    for (const file of files) {
      const { stream } = file.handle;
      const own = streams.get(stream);
      if (own) own.push(file);
      else streams.set(stream, [file]);
    }
    for (const [{ stream }, own] of streams) {
      const cid = stream.cid.toString();
      if (seen.has(cid) || stream.size === 0) continue;
      seen.add(cid);
      const at = ({ handle }: { handle: FileHandle }) => handle.file.offset;
      yield own.sort((a, b) => at(a) - at(b) || a.size - b.size);
    }
  }
}

/** A source for each file, each another one; null if one has none. */
function matching(
  files: readonly OpenedFile[],
  of: {
    left: ReadonlyMap<string, readonly number[]>;
    taken: ReadonlySet<number>;
    sources: readonly FileSource[];
  },
): number[] | null {
  const own = new Set<number>();
  for (const { name, size, modified } of files) {
    const candidates = of.left.get(JSON.stringify([name, size])) ?? [];
    const found = candidates.find((number) => {
      const time = of.sources[number]?.lastModified ?? null;
      const isSame = time === null || modified === null || time === modified;
      return isSame && !own.has(number) && !of.taken.has(number);
    });
    if (found === undefined) return null;
    own.add(found);
  }
  return [...own];
}

/** Whether files, encrypted as a stored stream was, give that stream, and all of it is stored. */
async function isUnchanged(
  { store }: Pick<Context, "store">,
  handle: StreamHandle,
  { sources, signal }: { sources: readonly FileSource[] } & StoreOptions,
): Promise<boolean> {
  const { stream } = handle;
  const size = padmeLength(stream.size);
  try {
    const dag = await openUnixFs(stream.cid, { source: store, size: storedSize(stream), signal });
    const blocks: CID[] = [];
    for await (const cid of dag.blocks({ signal })) blocks.push(cid);
    const leaves = blocks.filter(({ code }) => code === RAW);
    if (leaves.length !== leafCount(size)) return false;
    const held = (cid: CID) => store.has(cid, { signal });
    for await (const it of mapInOrder(blocks, { limit: ASKED_AT_A_TIME, work: held })) {
      if (!it) return false;
    }
    const sealer = await streamSealer(streamKeyOf(handle), { header: stream.header, size });
    const work = async (leaf: ReadLeaf) => {
      const { cid, bytes } = await sealLeaf(sealer, leaf);
      leaf.onRead();
      freeBytes(bytes);
      return cid.equals(leaves[leaf.number]);
    };
    const plain = plainLeaves(sources, { size });
    for await (const same of mapInOrder(plain, { limit: IN_FLIGHT, work })) {
      signal?.throwIfAborted();
      if (!same) return false;
    }
    return true;
  } catch (error) {
    signal?.throwIfAborted();
    if (error instanceof LeaseholdError && error.code.startsWith("storage/")) return false;
    throw error;
  }
}

/** A stream as an entry refers to it that has not made it. */
function lent(handle: StreamHandle): ReusedStream {
  const { stream, content, number } = handle;
  const key = stream.key ?? { id: content.id, number, key: streamKeyOf(handle).key };
  return { ...stream, key, files: [] };
}
