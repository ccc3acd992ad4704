import type { Address, Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import { sealEntry } from "../../crypto/entry.ts";
import type { Publication } from "../../ledger/calls.ts";
import { multicall, publish, publishByProof, rotate } from "../../ledger/calls.ts";
import { SECTION_LIMIT } from "../../ledger/terms.ts";
import type { Account } from "../account.ts";
import { digestHex, structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { PreparedRotation } from "../leases/rotate.ts";
import { prepareRotation, stayingLeases } from "../leases/rotate.ts";
import { mustRotateBeforeEntry } from "../leases/rotation-policy.ts";
import { presentKeyEpoch, sectionHistory } from "../leases/section-history.ts";
import type { SendWatch } from "../progress.ts";
import { transact } from "../transact.ts";
import type { Access } from "./access.ts";
import { accessRecord, mayWrite, writingLease } from "./access.ts";
import type { EntryDraft, StoredContent } from "./content.ts";
import { storeContent } from "./content.ts";
import type { DatedKeyEpoch } from "./key-epochs.ts";
import { openSection } from "./open.ts";
import { headOfSection } from "./record-history.ts";
import type { RecordKeys } from "./record-keys.ts";
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
  watch.onProgress?.({ step: "prepare" });
  const snapshot = await takeSnapshot(context, record, watch);
  const access = await accessRecord(context, account, { snapshot, signal: watch.signal });
  requireWriter(access, section);
  const present = await openSection(context, access, { snapshot, section, signal: watch.signal });
  const whole = {
    ...draft,
    title: draft.title ?? present.title,
    description: draft.description ?? present.description,
  };
  const content = await storeContent(context, whole, { record, section, ...watch });
  return publishContent(context, account, { record, section, content, ...watch });
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

async function publishContent(
  context: Context,
  account: Account,
  of: { record: Hex; section: number; content: StoredContent } & SendWatch,
): Promise<{ head: Hex }> {
  const { record, section, content, ...watch } = of;
  const { signal } = watch;
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, { signal });
    const access = await accessRecord(context, account, { snapshot, signal });
    requireWriter(access, section);
    const rotation = await rotationBefore(context, account, { snapshot, access, section, signal });
    const publication = await sealContent(context, access.keys, {
      content,
      record,
      section,
      author: account.address,
      previous: headOfSection(snapshot.history, section)?.head ?? null,
      slice: snapshot.slice,
      epoch: rotation?.epoch ?? snapshot.history.epoch,
      keyEpoch: rotation?.keyEpoch ?? presentKeyEpoch(snapshot, section),
      signal,
    });
    const lease = writingLease(access, section);
    const publications = { record, publications: [publication] };
    const published = lease?.root
      ? publishByProof(context.ledger, {
          ...publications,
          membership: membershipOf(lease, snapshot.history),
        })
      : publish(context.ledger, publications);
    const rotated = rotation && rotate(context.ledger, { record, rotation: rotation.argument });
    const call = rotated ? multicall(context.ledger, [rotated, published]) : published;
    return { call, head: publication.newHead };
  };
  const { head } = await transact(context, account, { prepare, ...watch });
  return { head };
}

/** Seals the header of an entry, and stores its block. */
export async function sealContent(
  context: Context,
  keys: RecordKeys,
  at: {
    content: StoredContent;
    record: Hex;
    section: number;
    author: Address;
    previous: Hex | null;
    slice: number;
    epoch: number;
    keyEpoch: DatedKeyEpoch;
    signal?: AbortSignal | undefined;
  },
): Promise<Publication> {
  const { content, section, slice, epoch, keyEpoch, previous, signal } = at;
  if (keys.publicKey === null) throw notWriter();
  const block = await sealEntry(
    {
      record: fromHex(at.record),
      section,
      version: keys.version,
      secret: keys.secretBlock,
      epoch,
      keyEpoch: keyEpoch.epoch,
      nonce: keyEpoch.nonce,
      slice,
      previous: previous === null ? null : structuredCid(previous),
      author: fromHex(at.author),
      id: content.id,
      body: content.body,
      manifest: null,
    },
    {
      ...(await keys.secretsOf(section, { slice, keyEpoch })),
      contentKey: content.contentKey,
      recordPublicKey: keys.publicKey,
    },
  );
  await context.store.put(block, { signal });
  return { section, slice, epoch, expectedHead: previous, newHead: digestHex(block.cid) };
}

/** The rotation that the owner's entry brings along, if another lease ran out meanwhile. */
async function rotationBefore(
  context: Context,
  account: Account,
  of: { snapshot: Snapshot; access: Access; section: number; signal?: AbortSignal | undefined },
): Promise<PreparedRotation | null> {
  const { snapshot, section, signal } = of;
  if (of.access.role !== "owner") return null;
  if (!mustRotateBeforeEntry(sectionHistory(snapshot), { section, slice: snapshot.slice }))
    return null;
  const staying = stayingLeases(snapshot);
  return prepareRotation(context, account, { snapshot, sections: [section], staying, signal });
}

function requireWriter(access: Access, section: number): void {
  if (!mayWrite(access, section)) throw notWriter();
}

function notWriter(): SharingError {
  return new SharingError("sharing/not-writer", "This account may not add to this section.");
}
