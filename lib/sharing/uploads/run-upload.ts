import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { fromHex, toHex } from "../../bytes.ts";
import { recordKeyPair } from "../../crypto/record-keys.ts";
import { notingStore } from "../../storage/noting-store.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import type { Locks } from "../queue/locks.ts";
import type { ContentPlan, StoredContent } from "../records/content.ts";
import { amountOf, storePlan } from "../records/content.ts";
import type { Attempts } from "../records/create-content.ts";
import { createWithContent } from "../records/create-content.ts";
import type { FileSource } from "../records/file-source.ts";
import { requireFree } from "../records/new-section.ts";
import type { SealedEntry } from "../records/publish-content.ts";
import { publishContent } from "../records/publish-content.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { forgetLeaves, openLeafLog } from "./leaf-log.ts";
import type { Pause } from "./pause.ts";
import type { Upload } from "./saved-upload.ts";
import { forgetUpload, noteBlock, notedHeads, noteHeads, saveUpload } from "./saved-upload.ts";
import { withUpload } from "./upload-lock.ts";

/** Entries with so many bytes to store are uploads that can go on later. */
const RESUMABLE_BYTES = 16 * 1024 * 1024;

/** What everything takes that stores files. */
export interface UploadOptions {
  /** Holds it up in place. */
  pause?: Pause | undefined;
  /** Told the upload's id before the first byte is read, for `discardUpload`. */
  onUpload?: ((id: string) => void) | undefined;
  /** Whether it can go on later; by default from 16 MiB on. */
  resumable?: boolean | undefined;
  /** By default the platform's. */
  locks?: Locks | undefined;
}

/** Whether storing this is to be an upload that can go on later. */
export function isResumable(
  parts: readonly ContentPlan[],
  { resumable }: Pick<UploadOptions, "resumable">,
): boolean {
  const fresh = parts
    .flatMap(({ streams }) => streams)
    .reduce((sum, { cid, size }) => sum + (cid === null ? size : 0), 0);
  return resumable ?? fresh >= RESUMABLE_BYTES;
}

/** An upload of these entries, under an id of its own. */
export function newUpload(of: Pick<Upload, "parts" | "creation" | "newSection">): Upload {
  const [first] = of.parts as [ContentPlan];
  const id = toHex(first.content.id).slice(2);
  return { id, record: first.record, begun: Date.now(), ...of };
}

/** Begins an upload, and goes through to the end of it. @throws as {@link runUpload} */
export async function startUpload(
  context: Context,
  account: Account,
  of: {
    parts: readonly ContentPlan[];
    creation: Upload["creation"];
    newSection?: boolean | undefined;
    sources: readonly FileSource[];
  } & SendWatch &
    UploadOptions,
): Promise<{ heads: Hex[] }> {
  const { parts, creation, newSection, sources, onUpload, ...watch } = of;
  const upload = newUpload({ parts, creation, newSection });
  const { id } = upload;
  return withUpload(id, {
    locks: watch.locks,
    async work() {
      await saveUpload(context.memory, account, upload);
      onUpload?.(id);
      return runUpload(context, account, { upload, sources, ...watch });
    },
  });
}

/**
 * Stores what is left of an upload and publishes it; then forgets it. Whoever calls holds its lock.
 *
 * @param of.sources the files, by their numbers through all parts; those that are not at hand may be
 *   missing while they are not needed
 * @returns the heads of its entries
 * @throws SharingError `sharing/file-changed`, `sharing/files-needed`, `sharing/no-upload` where what
 *   it has sent cannot be read, `sharing/section-taken` where its new section's number is another's
 *   by now; whatever publishing throws
 */
export async function runUpload(
  context: Context,
  account: Account,
  of: { upload: Upload; sources: readonly (FileSource | undefined)[] } & SendWatch & UploadOptions,
): Promise<{ heads: Hex[] }> {
  const { upload, sources, pause, ...watch } = of;
  const { memory } = context;
  const note = (cid: CID) => noteBlock(memory, upload.id, cid);
  const noting = { ...context, store: notingStore(context.store, note) };
  const attempts = attemptsOf(context, upload.id);
  if (upload.newSection) {
    const snapshot = await takeSnapshot(context, upload.record, watch);
    await requireOwnSection(snapshot, { upload, attempts });
  }
  const contents: StoredContent[] = [];
  let files = 0;
  let streams = 0;
  for (const [i, plan] of upload.parts.entries()) {
    const [firstStream, firstFile] = [streams, files];
    const { signal, onProgress } = watch;
    contents.push(
      await storePlan(context, plan, {
        note,
        sources: sources.slice(firstFile, firstFile + plan.files.length),
        among: amountOf(upload.parts, i),
        pause,
        signal,
        onProgress,
        logOf: async (number) => {
          const stream = firstStream + number;
          const log = await openLeafLog(memory, { upload: upload.id, stream });
          if (log === null) throw noUpload();
          return log;
        },
      }),
    );
    files += plan.files.length;
    streams += plan.streams.length;
  }
  const heads = await publishUpload(noting, account, { upload, contents, attempts, ...watch });
  await endUpload(context, account, upload);
  return { heads };
}

async function publishUpload(
  context: Context,
  account: Account,
  of: { upload: Upload; contents: readonly StoredContent[]; attempts: Attempts } & SendWatch,
): Promise<Hex[]> {
  const { upload, contents, attempts, ...watch } = of;
  const { record, creation, parts } = upload;
  if (creation === null) {
    const [[part], [content]] = [parts, contents] as [[ContentPlan], [StoredContent]];
    const { section } = part;
    const beforeSend = async ({ head, slice, snapshot }: SealedEntry) => {
      const landed = await attempts.landed(snapshot.history.publications);
      if (landed) return landed;
      if (upload.newSection) requireFree(snapshot, section);
      await attempts.note([{ head, slice }]);
      return null;
    };
    const published = { record, section, content, beforeSend, ...watch };
    return [(await publishContent(context, account, published)).head];
  }
  const secret = { record: fromHex(record), version: 0, secret: creation.secret };
  const owned = {
    secret,
    block: creation.secretBlock,
    publicKey: (await recordKeyPair(secret)).publicKey,
  };
  const { salt } = creation;
  const created = { record, salt, secret: owned, contents, attempts, ...watch };
  return (await createWithContent(context, account, created)).heads;
}

/** Looks before anything is stored, unless it was published already. */
async function requireOwnSection(
  snapshot: Snapshot,
  { upload, attempts }: { upload: Upload; attempts: Attempts },
): Promise<void> {
  if (await attempts.landed(snapshot.history.publications)) return;
  for (const { section } of upload.parts) requireFree(snapshot, section);
}

/** Forgets an upload that is published, or given up. */
export async function endUpload(
  { memory }: Pick<Context, "memory">,
  { address }: Pick<Account, "address">,
  { id, parts }: Upload,
): Promise<void> {
  const streams = parts.reduce((sum, part) => sum + part.streams.length, 0);
  for (let stream = 0; stream < streams; stream++) {
    await forgetLeaves(memory, { upload: id, stream });
  }
  await forgetUpload(memory, { account: address, id });
}

function attemptsOf({ memory }: Context, id: string): Attempts {
  return {
    note: (heads) => noteHeads(memory, id, heads),
    async landed(publications) {
      const noted = new Set((await notedHeads(memory, id)).map(({ head }) => head));
      if (noted.size === 0) return null;
      return publications.find(({ head }) => noted.has(head))?.head ?? null;
    },
  };
}

export function noUpload(): SharingError {
  return new SharingError("sharing/no-upload", "This upload cannot go on from this device.");
}
