import type { Hex } from "viem";
import { SECTION_LIMIT } from "../../ledger/terms.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch, Watch } from "../progress.ts";
import type { UploadOptions } from "../uploads/run-upload.ts";
import { isResumable, startUpload } from "../uploads/run-upload.ts";
import { accessRecord } from "./access.ts";
import type { ContentPlan, EntryDraft, StoredContent } from "./content.ts";
import { planContent, storePlan } from "./content.ts";
import { ENTRIES_A_PAGE, openSection } from "./open.ts";
import { requireWriter } from "./publication.ts";
import { publishContent } from "./publish-content.ts";
import { publishedSections, takeSnapshot } from "./snapshot.ts";
import { findUnchanged } from "./unchanged.ts";

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
 * Adds a section to a record of one's own.
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
  watch.onProgress?.({ step: "prepare" });
  const snapshot = await takeSnapshot(context, record, watch);
  const section = Math.max(...publishedSections(snapshot)) + 1;
  if (section >= SECTION_LIMIT) {
    throw new SharingError("sharing/full", "A record has 128 sections at most.");
  }
  const plan = planContent(draft, { record, section });
  const { head } = await publishPlan(context, account, { plan, sources: draft.files, ...watch });
  return { section, head };
}

async function publishPlan(
  context: Context,
  account: Account,
  of: { plan: ContentPlan; sources: EntryDraft["files"] } & SendWatch & UploadOptions,
): Promise<{ head: Hex }> {
  const { plan, sources, pause, ...watch } = of;
  if (isResumable([plan], watch)) {
    const { heads } = await startUpload(context, account, { ...of, parts: [plan], creation: null });
    return { head: heads[0] as Hex };
  }
  const { signal, onProgress } = watch;
  const content = await storePlan(context, plan, { sources, pause, signal, onProgress });
  const { record, section } = plan;
  return publishContent(context, account, { record, section, content, ...watch });
}
