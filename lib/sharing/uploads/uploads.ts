import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import { padmeLength } from "../../crypto/padme.ts";
import { hasCode, LeaseholdError } from "../../error.ts";
import { PUBLICATION_TOLERANCE, sliceOf } from "../../slice.ts";
import { cidOf, RAW } from "../../storage/block.ts";
import { forEachLimited } from "../../storage/pool.ts";
import { canDelete } from "../../storage/store.ts";
import type { Account, Reader } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import type { Locks } from "../queue/locks.ts";
import type { ContentPlan } from "../records/content.ts";
import { planContent } from "../records/content.ts";
import type { FileSource } from "../records/file-source.ts";
import { changed } from "../records/file-source.ts";
import { leafCount, plainLeafRange } from "../records/leaves.ts";
import { chainTime } from "../records/lists.ts";
import { nextSection } from "../records/new-section.ts";
import { readHistory, takeSnapshot } from "../records/snapshot.ts";
import { readLeaves, storedLeaves } from "./leaf-log.ts";
import type { UploadOptions } from "./run-upload.ts";
import { endUpload, newUpload, noUpload, runUpload } from "./run-upload.ts";
import type { Upload } from "./saved-upload.ts";
import {
  forgetUpload,
  loadUpload,
  notedBlocks,
  notedHeads,
  saveUpload,
  uploadIds,
} from "./saved-upload.ts";
import { withUpload } from "./upload-lock.ts";

/** Blocks removed at a time. */
const IN_FLIGHT = 8;

/** An upload that was stopped, failed, or is under way. */
export interface UnfinishedUpload {
  id: string;
  record: Hex;
  /** Whether the record is created with it; its title then. */
  newRecord: { title: string } | null;
  /** The sections that it adds entries to, ascending, and their titles. */
  sections: { index: number; title: string }[];
  /** All of its files, and the bytes that they have together. */
  files: UploadFile[];
  total: number;
  /** Bytes whose blocks were stored. */
  done: number;
  /** The files that have to be chosen again for it to go on; none where only publishing is left. */
  needed: UploadFile[];
  /** When it began, by this device's clock; unix milliseconds. */
  begun: number;
}

/** What a file is known by. `modified` is in unix milliseconds; null if unknown. */
export interface UploadFile {
  name: string;
  size: number;
  modified: number | null;
}

/** An account's unfinished uploads on this device, the oldest first; also those that are under way. */
export async function listUploads(
  { memory }: Pick<Context, "memory">,
  reader: Reader,
): Promise<UnfinishedUpload[]> {
  const found: UnfinishedUpload[] = [];
  for (const id of await uploadIds(memory, reader.address)) {
    const upload = await loadUpload(memory, reader, id);
    if (upload) found.push(await outlineOf({ memory }, upload));
  }
  return found;
}

/**
 * Goes on with an upload, and publishes it. What the stores took, and still hold, is not read again;
 * the files have to be what they were. A new section whose number another device took meanwhile gets
 * the next one, as another upload, for which all of its files are read again.
 *
 * @param of.sources the files that are needed, in any order; more do no harm
 * @returns the record, and the heads of the entries
 * @throws SharingError `sharing/no-upload`; `sharing/upload-elsewhere`; `sharing/files-needed`
 *   (`details.files`: names); `sharing/section-taken` if all files are needed for another number;
 *   `sharing/file-changed`; as `publishEntry` does
 */
export async function resumeUpload(
  context: Context,
  account: Account,
  of: { id: string; sources: readonly FileSource[] } & SendWatch & UploadOptions,
): Promise<{ record: Hex; heads: Hex[] }> {
  const { id, sources, ...watch } = of;
  const work = async () => {
    const upload = await loadUpload(context.memory, account, id);
    if (upload === null) throw noUpload();
    const { needed } = await outlineOf(context, upload);
    const chosen = chooseSources(upload, { sources, needed });
    const { heads } = await runUpload(context, account, { upload, sources: chosen, ...watch });
    return { record: upload.record, heads };
  };
  try {
    return await withUpload(id, { locks: watch.locks, work });
  } catch (error) {
    if (!hasCode(error, "sharing/section-taken")) throw error;
    const move = () => moveUpload(context, account, { id, ...watch });
    const next = await withUpload(id, { locks: watch.locks, work: move });
    watch.onUpload?.(next);
    try {
      return await resumeUpload(context, account, { ...of, id: next });
    } catch (cause) {
      if (!hasCode(cause, "sharing/files-needed")) throw cause;
      const { details } = cause as SharingError;
      throw new SharingError("sharing/section-taken", (error as Error).message, { cause, details });
    }
  }
}

/**
 * Makes another upload of the files of one whose section's number is taken: what was stored is bound
 * to that number, and is removed.
 *
 * @returns the other upload's id
 */
async function moveUpload(
  context: Context,
  account: Account,
  { id, signal }: { id: string; signal?: AbortSignal | undefined },
): Promise<string> {
  const upload = await loadUpload(context.memory, account, id);
  if (upload === null) throw noUpload();
  const [plan] = upload.parts as [ContentPlan];
  const { record, files, ...said } = plan;
  const section = nextSection(await takeSnapshot(context, record, { signal }));
  const sources = files.map(({ name, mediaType, size, modified }) => ({
    name,
    size,
    type: mediaType,
    ...(modified !== null && { lastModified: modified }),
  }));
  const planned = planContent({ ...said, files: sources }, { record, section });
  const next = newUpload({ parts: [planned], creation: null, newSection: true });
  await saveUpload(context.memory, account, next);
  await removeBlocks(context, await blocksOf(context, upload), signal);
  await endUpload(context, account, upload);
  return next.id;
}

/**
 * Gives an upload up: removes its blocks from the stores that can remove, as far as they answer, and
 * forgets it. Where its transaction may still land, or has landed, the blocks stay.
 *
 * @throws SharingError `sharing/upload-elsewhere` while it is under way
 */
export async function discardUpload(
  context: Context,
  account: Reader,
  { id, locks, signal }: { id: string; locks?: Locks; signal?: AbortSignal },
): Promise<{ removed: number; kept: number }> {
  const work = async () => {
    const upload = await loadUpload(context.memory, account, id);
    const blocks = upload ? await blocksOf(context, upload) : [];
    const mayLand = upload !== null && (await mayBePublished(context, upload, signal));
    const outcome = mayLand
      ? { removed: 0, kept: blocks.length }
      : await removeBlocks(context, blocks, signal);
    if (upload) await endUpload(context, account, upload);
    else await forgetUpload(context.memory, { account: account.address, id });
    return outcome;
  };
  return withUpload(id, { locks, work });
}

/** Blocks that an account's unfinished uploads have put, which nothing else leads to yet. */
export async function uploadBlocks(
  context: Pick<Context, "memory">,
  reader: Reader,
): Promise<CID[]> {
  const blocks: CID[] = [];
  for (const id of await uploadIds(context.memory, reader.address)) {
    const upload = await loadUpload(context.memory, reader, id);
    if (upload) blocks.push(...(await blocksOf(context, upload)));
  }
  return blocks;
}

async function outlineOf(
  { memory }: Pick<Context, "memory">,
  { id, record, begun, creation, parts }: Upload,
): Promise<UnfinishedUpload> {
  const files: UploadFile[] = [];
  const needed: UploadFile[] = [];
  let done = 0;
  let number = 0;
  for (const part of parts) {
    const facts = part.files.map(({ name, size, modified }) => ({ name, size, modified }));
    for (const { cid, size, files: own } of part.streams) {
      const padded = padmeLength(size);
      const chunks = (await readLeaves(memory, { upload: id, stream: number })) ?? [];
      const stored = storedLeaves(chunks);
      const isWhole = cid !== null || stored >= leafCount(padded);
      if (!isWhole) needed.push(...own.map((it) => facts[it] as UploadFile));
      const bytes = stored === 0 ? 0 : plainLeafRange(stored - 1, padded).end;
      done += isWhole ? size : Math.min(size, bytes);
      number++;
    }
    files.push(...facts);
  }
  const sections = parts
    .filter(({ section }) => creation === null || section > 0)
    .map(({ section, title }) => ({ index: section, title }));
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const newRecord = creation && { title: creation.title };
  return { id, record, newRecord, sections, files, total, done, needed, begun };
}

/** The chosen files by their numbers; each stands for one at most. */
function chooseSources(
  { parts }: Upload,
  { sources, needed }: { sources: readonly FileSource[]; needed: readonly UploadFile[] },
): (FileSource | undefined)[] {
  const left = new Map<string, FileSource[]>();
  for (const source of sources) {
    const key = keyOf(factsOf(source));
    left.set(key, [...(left.get(key) ?? []), source]);
  }
  const chosen = parts.flatMap(({ files }) => files.map((file) => left.get(keyOf(file))?.shift()));
  const missing = new Set(needed.map(keyOf));
  for (const source of chosen) {
    if (source) missing.delete(keyOf(factsOf(source)));
  }
  const lacking = needed.filter((file) => missing.has(keyOf(file)));
  const other = lacking.find(({ name }) => sources.some((it) => it.name === name));
  if (other) throw changed(other);
  if (lacking.length > 0) {
    throw new SharingError("sharing/files-needed", "To go on, files have to be chosen again.", {
      details: { files: lacking.map(({ name }) => name) },
    });
  }
  return chosen;
}

function factsOf({ name, size, lastModified }: FileSource): UploadFile {
  return { name, size, modified: lastModified ?? null };
}

function keyOf({ name, size, modified }: UploadFile): string {
  return JSON.stringify([name, size, modified]);
}

/** All blocks that an upload may have put. */
async function blocksOf(
  { memory }: Pick<Context, "memory">,
  { id, parts }: Upload,
): Promise<CID[]> {
  const blocks = await notedBlocks(memory, id);
  const streams = parts.reduce((sum, part) => sum + part.streams.length, 0);
  for (let stream = 0; stream < streams; stream++) {
    for (const { leaves } of (await readLeaves(memory, { upload: id, stream })) ?? []) {
      for (const hex of leaves) if (hex !== null) blocks.push(cidOf(fromHex(hex), RAW));
    }
  }
  return blocks;
}

/** Whether an entry was sealed for it that the ledger has, or could still take. */
async function mayBePublished(
  context: Context,
  { id, record }: Upload,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const heads = await notedHeads(context.memory, id);
  if (heads.length === 0) return false;
  try {
    const slice = sliceOf(await chainTime(context, { signal }));
    if (heads.some((it) => slice <= it.slice + PUBLICATION_TOLERANCE)) return true;
    const { history } = await readHistory(context, record, { signal });
    const published = new Set(history.publications.map(({ head }) => head));
    return heads.some(({ head }) => published.has(head));
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof LeaseholdError)) throw error;
    return !hasCode(error, "sharing/no-record");
  }
}

async function removeBlocks(
  { store, cache }: Context,
  blocks: readonly CID[],
  signal: AbortSignal | undefined,
): Promise<{ removed: number; kept: number }> {
  const outcome = { removed: 0, kept: 0 };
  const work = async (cid: CID) => {
    try {
      if (!canDelete(store)) await cache?.delete(cid, { signal });
      else await store.delete(cid, { signal });
      outcome.removed++;
    } catch {
      signal?.throwIfAborted();
      outcome.kept++;
    }
  };
  await forEachLimited(blocks, { limit: IN_FLIGHT, work });
  return outcome;
}
