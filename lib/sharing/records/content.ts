import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import type { BodyStream } from "../../crypto/body.ts";
import { sealBody } from "../../crypto/body.ts";
import type { Content } from "../../crypto/content-keys.ts";
import { bodyStreamKey, fileStreamKey, newContent } from "../../crypto/content-keys.ts";
import type { BodyFile } from "../../crypto/file-list.ts";
import type { Random } from "../../crypto/random.ts";
import { platformRandom } from "../../crypto/random.ts";
import { newStreamHeader } from "../../crypto/segment-cipher.ts";
import { notingStore } from "../../storage/noting-store.ts";
import { writeUnixFs } from "../../storage/unixfs-writer.ts";
import type { Context } from "../context.ts";
import type { Watch } from "../progress.ts";
import type { LeafLog } from "../uploads/leaf-log.ts";
import type { Pause } from "../uploads/pause.ts";
import type { FileSource } from "./file-source.ts";
import { storeStream } from "./store-stream.ts";
import { planStreams } from "./stream-plan.ts";

/** What an entry says. `title` and `description` are its section's, as of this entry. */
export interface EntryDraft {
  title: string;
  description: string;
  message: string;
  files: readonly FileSource[];
}

/** An entry's content, encrypted and stored, ready to be sealed under any slice and epoch. */
export interface StoredContent extends Content {
  readonly body: CID;
}

/**
 * How an entry's content is to be stored, with the secrets of it, before the first byte is read. It
 * must be used for these files only: the streams' headers make their nonces.
 */
export interface ContentPlan {
  readonly content: Content;
  readonly record: Hex;
  readonly section: number;
  readonly title: string;
  readonly description: string;
  readonly message: string;
  readonly streams: readonly PlannedContent[];
  readonly files: readonly BodyFile[];
}

/** A stream to be stored (`cid` null), or one of an earlier entry that has the same files. */
export type PlannedContent = Omit<BodyStream, "cid"> & {
  readonly cid: CID | null;
  /** Numbers of its files, in the order in which they lie in it. */
  readonly files: readonly number[];
};

/** A stream of an earlier entry that holds some of the files, and nothing else. */
export type ReusedStream = BodyStream & { readonly files: readonly number[] };

/** What is said of an entry to be: of its files, all but what is in them. */
type OutlinedEntry = Omit<EntryDraft, "files"> & {
  readonly files: readonly Pick<FileSource, "name" | "size" | "type" | "lastModified">[];
};

/** Decides how an entry is stored, and draws its secrets. */
export function planContent(
  { files, title, description, message }: OutlinedEntry,
  of: {
    record: Hex;
    section: number;
    reused?: readonly ReusedStream[];
    random?: Random;
  },
): ContentPlan {
  const { record, section, reused = [], random = platformRandom } = of;
  const known = new Set(reused.flatMap((stream) => stream.files));
  const fresh = [...files.keys()].filter((number) => !known.has(number));
  const streams: PlannedContent[] = [
    ...planStreams(files, fresh).map((planned) => ({
      ...planned,
      header: newStreamHeader(random),
      key: null,
      cid: null,
    })),
    ...reused,
  ];
  const placed: BodyFile[] = new Array(files.length);
  for (const [stream, { files: numbers }] of streams.entries()) {
    let offset = 0;
    for (const number of numbers) {
      const { name, type, size, lastModified } = files[number] as OutlinedEntry["files"][number];
      const modified = lastModified ?? null;
      placed[number] = { name, mediaType: type, size, modified, stream, offset };
      offset += size;
    }
  }
  const said = { title, description, message };
  return { content: newContent(random), record, section, ...said, streams, files: placed };
}

interface StoreOptions extends Watch {
  /** The files at hand, by their numbers in the plan. */
  sources: readonly (FileSource | undefined)[];
  /** What there is to store in all, and how much comes before this: for progress. */
  among?: Amount | undefined;
  pause?: Pause | undefined;
  /** Where what is sent of a stream is written down, by its number. */
  logOf?: ((stream: number) => Promise<LeafLog>) | undefined;
  /** Where each other block is written down before it is put. */
  note?: ((cid: CID) => Promise<void>) | undefined;
}

/**
 * Encrypts and stores the files and the body of an entry: what is long, and what need not be done
 * again when the entry has to be sealed again.
 *
 * @throws SharingError `sharing/file-changed`, `sharing/files-needed`; StorageError
 */
export async function storePlan(
  context: Pick<Context, "store" | "sealLeaf">,
  plan: ContentPlan,
  { sources, signal, onProgress, pause, logOf, note, among = amountOf([plan]) }: StoreOptions,
): Promise<StoredContent> {
  const { content, section } = plan;
  const place = { record: fromHex(plan.record), section };
  const streams: BodyStream[] = [];
  let before = among.bytesBefore;
  for (const [number, { files, ...stream }] of plan.streams.entries()) {
    signal?.throwIfAborted();
    const report = (stored: number) =>
      onProgress?.({
        step: "encrypt",
        file: plan.files[files[0] ?? 0]?.name ?? "",
        fileNumber: among.filesBefore + (files[0] ?? 0) + 1,
        done: before + Math.min(stream.size, stored),
        total: among.total,
      });
    report(0);
    const { header, size, key, cid: present } = stream;
    const cid =
      present ??
      (await storeStream(context, {
        sources: allOf(sources, files),
        size,
        streamKey: fileStreamKey(content, { ...place, number }),
        header,
        log: await logOf?.(number),
        note,
        pause,
        signal,
        onProgress: report,
      }));
    report(size);
    streams.push({ cid, size, header, key });
    before += size;
  }
  const { title, description, message, files } = plan;
  const said = { title, description, message, written: Date.now() };
  const ciphertext = await sealBody(
    { ...said, streams, files },
    { streamKey: bodyStreamKey(content, place) },
  );
  const store = note ? notingStore(context.store, note) : context.store;
  const { cid } = await writeUnixFs([ciphertext], { store, signal });
  return { ...content, body: cid };
}

/** Plans and stores an entry's content in one go. @throws as {@link storePlan} */
export async function storeContent(
  context: Pick<Context, "store" | "sealLeaf">,
  draft: EntryDraft,
  { record, section, ...watch }: { record: Hex; section: number } & Watch,
): Promise<StoredContent> {
  const plan = planContent(draft, { record, section });
  return storePlan(context, plan, { sources: draft.files, ...watch });
}

/** How much there is to store in all, and how much of it comes before an entry: for progress. */
export interface Amount {
  readonly total: number;
  readonly bytesBefore: number;
  readonly filesBefore: number;
}

type Sized = { readonly files: readonly { readonly size: number }[] };

/** @param before how many of the entries come before */
export function amountOf(entries: readonly Sized[], before = 0): Amount {
  const bytes = (of: readonly Sized[]) =>
    of.reduce((sum, { files }) => files.reduce((all, { size }) => all + size, sum), 0);
  const earlier = entries.slice(0, before);
  const filesBefore = earlier.reduce((sum, { files }) => sum + files.length, 0);
  return { total: bytes(entries), bytesBefore: bytes(earlier), filesBefore };
}

/** The sources with these numbers; null if one is not at hand. */
function allOf(
  sources: readonly (FileSource | undefined)[],
  numbers: readonly number[],
): FileSource[] | null {
  const found = numbers.flatMap((number) => sources[number] ?? []);
  return found.length === numbers.length ? found : null;
}
