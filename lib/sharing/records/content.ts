import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import type { BodyStream } from "../../crypto/body.ts";
import { sealBody } from "../../crypto/body.ts";
import type { Content } from "../../crypto/content-keys.ts";
import { bodyStreamKey, fileStreamKey, newContent } from "../../crypto/content-keys.ts";
import type { BodyFile } from "../../crypto/file-list.ts";
import { platformRandom } from "../../crypto/random.ts";
import { newStreamHeader } from "../../crypto/segment-cipher.ts";
import { writeUnixFs } from "../../storage/unixfs-writer.ts";
import type { Context } from "../context.ts";
import type { Watch } from "../progress.ts";
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
 * Encrypts and stores the files and the body of an entry: what is long, and what need not be done
 * again when the entry has to be sealed again.
 *
 * @throws SharingError `sharing/file-changed`; StorageError
 */
export async function storeContent(
  context: Pick<Context, "store">,
  draft: EntryDraft,
  {
    signal,
    onProgress,
    among = amountOf([draft]),
    ...to
  }: { record: Hex; section: number; among?: Amount } & Watch,
): Promise<StoredContent> {
  const content = newContent();
  const place = { record: fromHex(to.record), section: to.section };
  const planned = planStreams(draft.files);
  const files: BodyFile[] = new Array(draft.files.length);
  const streams: BodyStream[] = [];
  let before = among.bytesBefore;
  for (const [number, { size, files: numbers }] of planned.entries()) {
    signal?.throwIfAborted();
    const sources = numbers.map((it) => draft.files[it] as FileSource);
    const report = (stored: number) =>
      onProgress?.({
        step: "encrypt",
        file: sources[0]?.name ?? "",
        fileNumber: among.filesBefore + (numbers[0] ?? 0) + 1,
        done: before + Math.min(size, stored),
        total: among.total,
      });
    report(0);
    const header = newStreamHeader(platformRandom);
    const cid = await storeStream(context, {
      sources,
      streamKey: fileStreamKey(content, { ...place, number }),
      header,
      signal,
      onProgress: report,
    });
    streams.push({ cid, size, header, key: null });
    let offset = 0;
    for (const [i, source] of sources.entries()) {
      files[numbers[i] as number] = bodyFile(source, { stream: number, offset });
      offset += source.size;
    }
    before += size;
  }
  const { title, description, message } = draft;
  const body = { title, description, message, written: Date.now(), streams, files };
  const ciphertext = await sealBody(body, { streamKey: bodyStreamKey(content, place) });
  const { cid } = await writeUnixFs([ciphertext], { store: context.store, signal });
  return { ...content, body: cid };
}

/** How much there is to store in all, and how much of it comes before an entry: for progress. */
export interface Amount {
  readonly total: number;
  readonly bytesBefore: number;
  readonly filesBefore: number;
}

/** @param before how many of the drafts come before */
export function amountOf(drafts: readonly Pick<EntryDraft, "files">[], before = 0): Amount {
  const bytes = (of: readonly Pick<EntryDraft, "files">[]) =>
    of.reduce((sum, { files }) => files.reduce((all, { size }) => all + size, sum), 0);
  const earlier = drafts.slice(0, before);
  const filesBefore = earlier.reduce((sum, { files }) => sum + files.length, 0);
  return { total: bytes(drafts), bytesBefore: bytes(earlier), filesBefore };
}

function bodyFile(
  { name, type, size, lastModified }: FileSource,
  at: Pick<BodyFile, "stream" | "offset">,
): BodyFile {
  return { name, mediaType: type, size, modified: lastModified ?? null, ...at };
}
