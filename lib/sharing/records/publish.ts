import type { Hex } from "viem";
import { multicall, publish, publishByProof, rotate } from "../../ledger/calls.ts";
import { SECTION_LIMIT } from "../../ledger/terms.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch, Watch } from "../progress.ts";
import { transact } from "../transact.ts";
import { accessRecord } from "./access.ts";
import type { EntryDraft, StoredContent } from "./content.ts";
import { storeContent } from "./content.ts";
import { openSection } from "./open.ts";
import { preparePublication, requireWriter } from "./publication.ts";
import { membershipOf } from "./rooted-membership.ts";
import type { Snapshot } from "./snapshot.ts";
import { publishedSections, takeSnapshot } from "./snapshot.ts";

/** What to publish to a section. Title and description stay as they are where they are left out. */
export interface PublishDraft extends Omit<EntryDraft, "title" | "description"> {
  title?: string | undefined;
  description?: string | undefined;
}

/**
 * Publishes an entry to a section, as the owner or as a writer. Files are encrypted and stored
 * first; if somebody else's entry lands meanwhile, this one follows it.
 *
 * @returns the digest of the entry block
 * @throws SharingError `sharing/not-writer`, and as `accessRecord` does; LedgerError; StorageError;
 *   the signal's reason until the transaction was sent
 */
export async function publishEntry(
  context: Context,
  account: Account,
  {
    record,
    section,
    draft,
    ...watch
  }: { record: Hex; section: number; draft: PublishDraft } & SendWatch,
): Promise<{ head: Hex }> {
  const content = await storeDraft(context, account, { record, section, draft, ...watch });
  return publishContent(context, account, { record, section, content, ...watch });
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
  const { record, section, draft, ...watch } = of;
  watch.onProgress?.({ step: "prepare" });
  const snapshot = await takeSnapshot(context, record, watch);
  const access = await accessRecord(context, account, { snapshot, signal: watch.signal });
  requireWriter(access, section);
  const { signal } = watch;
  const present = await openSection(context, access, { snapshot, section, entries: 1, signal });
  const whole = {
    ...draft,
    title: draft.title ?? present.title,
    description: draft.description ?? present.description,
  };
  return storeContent(context, whole, { record, section, ...watch });
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
  { record, draft, ...watch }: { record: Hex; draft: EntryDraft } & SendWatch,
): Promise<{ section: number; head: Hex }> {
  watch.onProgress?.({ step: "prepare" });
  const snapshot = await takeSnapshot(context, record, watch);
  const section = Math.max(...publishedSections(snapshot)) + 1;
  if (section >= SECTION_LIMIT) {
    throw new SharingError("sharing/full", "A record has 128 sections at most.");
  }
  const content = await storeContent(context, draft, { record, section, ...watch });
  const { head } = await publishContent(context, account, { record, section, content, ...watch });
  return { section, head };
}

/**
 * Publishes content that is stored, as {@link publishEntry} does.
 *
 * @param of.beforeSend called with each entry block that is about to be sent, and the state that it
 *   was made from; reject to stop
 */
export async function publishContent(
  context: Context,
  account: Account,
  of: {
    record: Hex;
    section: number;
    content: StoredContent;
    beforeSend?: (prepared: { head: Hex; snapshot: Snapshot }) => Promise<void>;
  } & SendWatch,
): Promise<{ head: Hex }> {
  const { record, section, content, beforeSend, ...watch } = of;
  const { ledger } = context;
  const prepare = async () => {
    const { signal } = watch;
    const prepared = await preparePublication(context, account, {
      record,
      section,
      content,
      signal,
    });
    const { publication, lease, rotation, snapshot } = prepared;
    await beforeSend?.({ head: publication.newHead, snapshot });
    const entries = { record, publications: [publication] };
    const published = lease?.root
      ? publishByProof(ledger, { ...entries, membership: membershipOf(lease, snapshot.history) })
      : publish(ledger, entries);
    const rotated = rotation && rotate(ledger, { record, rotation: rotation.argument });
    const call = rotated ? multicall(ledger, [rotated, published]) : published;
    return { call, head: publication.newHead };
  };
  const { head } = await transact(context, account, { prepare, ...watch });
  return { head };
}
