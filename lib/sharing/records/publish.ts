import type { Hex } from "viem";
import { hasCode } from "../../error.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch, Watch } from "../progress.ts";
import type { UploadOptions } from "../uploads/run-upload.ts";
import { isResumable, startUpload } from "../uploads/run-upload.ts";
import { discardUpload } from "../uploads/uploads.ts";
import { accessRecord } from "./access.ts";
import type { ContentPlan, EntryDraft, StoredContent } from "./content.ts";
import { planContent, storePlan } from "./content.ts";
import { nextSection, requireFree } from "./new-section.ts";
import { ENTRIES_A_PAGE, openSection } from "./open.ts";
import { requireWriter } from "./publication.ts";
import type { SealedEntry } from "./publish-content.ts";
import { publishContent } from "./publish-content.ts";
import { takeSnapshot } from "./snapshot.ts";
import { findUnchanged } from "./unchanged.ts";

/** How often another device may be faster with a new section. */
const ATTEMPTS = 4;

/** What to publish to a section. Title and description stay as they are where they are left out. */
export interface PublishDraft extends Omit<EntryDraft, "title" | "description"> {
  title?: string | undefined;
  description?: string | undefined;
}

/**
 * Publishes an entry to a section, as the owner or as a writer. Files are encrypted and stored
 * first; if somebody else's entry lands meanwhile, this one follows it. Large entries are uploads,
 * which can go on later (`listUploads`) if this fails or is stopped.
 *
 * @returns the digest of the entry block
 * @throws SharingError `sharing/not-writer`, `sharing/file-changed`, and as `accessRecord` does;
 *   LedgerError; StorageError; the signal's reason until the transaction was sent
 */
export async function publishEntry(
  context: Context,
  account: Account,
  of: { record: Hex; section: number; draft: PublishDraft } & SendWatch & UploadOptions,
): Promise<{ head: Hex }> {
  const { record, section, draft, ...watch } = of;
  const plan = await planDraft(context, account, { record, section, draft, ...watch });
  return publishPlan(context, account, { plan, sources: draft.files, ...watch });
}

/**
 * Encrypts and stores the content of an entry to be, under the section's title and description
 * where the draft has none.
 *
 * @throws SharingError `sharing/not-writer`, `sharing/file-changed`, and as `accessRecord` does;
 *   LedgerError; StorageError
 */
export async function storeDraft(
  context: Context,
  account: Account,
  of: { record: Hex; section: number; draft: PublishDraft } & Watch,
): Promise<StoredContent> {
  const plan = await planDraft(context, account, of);
  const { signal, onProgress } = of;
  return storePlan(context, plan, { sources: of.draft.files, signal, onProgress });
}

async function planDraft(
  context: Context,
  account: Account,
  of: { record: Hex; section: number; draft: PublishDraft } & Watch,
): Promise<ContentPlan> {
  const { record, section, draft, signal, onProgress } = of;
  onProgress?.({ step: "prepare" });
  const snapshot = await takeSnapshot(context, record, { signal });
  const access = await accessRecord(context, account, { snapshot, signal });
  requireWriter(access, section);
  // Without files there is nothing to look for but the title.
  const entries = draft.files.length === 0 ? 1 : ENTRIES_A_PAGE;
  const present = await openSection(context, access, { snapshot, section, entries, signal });
  const reused = await findUnchanged(context, { section: present, sources: draft.files, signal });
  const whole = {
    ...draft,
    title: draft.title ?? present.title,
    description: draft.description ?? present.description,
  };
  return planContent(whole, { record, section, reused });
}

/**
 * Adds a section to a record of one's own. If another device takes its number meanwhile, it gets the
 * next one, and its files are read and encrypted again.
 *
 * @returns its number
 * @throws SharingError `sharing/full` if all 128 are taken; otherwise as {@link publishEntry}
 */
export async function addSection(
  context: Context,
  account: Account,
  of: { record: Hex; draft: EntryDraft } & SendWatch & UploadOptions,
): Promise<{ section: number; head: Hex }> {
  const { record, draft, ...watch } = of;
  for (let attempt = 1; ; attempt++) {
    watch.onProgress?.({ step: "prepare" });
    const section = nextSection(await takeSnapshot(context, record, watch));
    const plan = planContent(draft, { record, section });
    try {
      return { section, ...(await publishNew(context, account, { plan, draft, ...watch })) };
    } catch (error) {
      if (attempt === ATTEMPTS || !hasCode(error, "sharing/section-taken")) throw error;
    }
  }
}

/** Publishes a new section's first entry; gives up what was stored of it if its number is taken. */
async function publishNew(
  context: Context,
  account: Account,
  of: { plan: ContentPlan; draft: EntryDraft } & SendWatch & UploadOptions,
): Promise<{ head: Hex }> {
  const { plan, draft, ...watch } = of;
  let id: string | null = null;
  const onUpload = (begun: string) => {
    id = begun;
    watch.onUpload?.(begun);
  };
  try {
    const published = { plan, sources: draft.files, newSection: true, ...watch, onUpload };
    return await publishPlan(context, account, published);
  } catch (error) {
    const { signal, locks } = watch;
    if (id !== null && hasCode(error, "sharing/section-taken")) {
      await discardUpload(context, account, {
        id,
        ...(locks && { locks }),
        ...(signal && { signal }),
      });
    }
    throw error;
  }
}

async function publishPlan(
  context: Context,
  account: Account,
  of: { plan: ContentPlan; sources: EntryDraft["files"]; newSection?: boolean } & SendWatch &
    UploadOptions,
): Promise<{ head: Hex }> {
  const { plan, sources, pause, newSection = false, ...watch } = of;
  if (isResumable([plan], watch)) {
    const { heads } = await startUpload(context, account, { ...of, parts: [plan], creation: null });
    return { head: heads[0] as Hex };
  }
  const { signal, onProgress } = watch;
  const content = await storePlan(context, plan, { sources, pause, signal, onProgress });
  const { record, section } = plan;
  const beforeSend = async ({ snapshot }: SealedEntry) => {
    if (newSection) requireFree(snapshot, section);
    return null;
  };
  return publishContent(context, account, { record, section, content, beforeSend, ...watch });
}
