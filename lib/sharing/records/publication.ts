import type { CID } from "multiformats/cid";
import type { Address, Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import { sealEntry } from "../../crypto/entry.ts";
import type { Publication } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import { sameAddress } from "../address.ts";
import { digestHex, structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Lease } from "../leases/lease.ts";
import type { PreparedRotation } from "../leases/rotate.ts";
import { prepareRotation, stayingLeases } from "../leases/rotate.ts";
import { mustRotateBeforeEntry } from "../leases/rotation-policy.ts";
import { presentKeyEpoch, sectionHistory } from "../leases/section-history.ts";
import { storeManifest } from "../recovery/manifests.ts";
import type { Access } from "./access.ts";
import { accessRecord, mayWrite, writingLease } from "./access.ts";
import type { StoredContent } from "./content.ts";
import type { DatedKeyEpoch } from "./key-epochs.ts";
import { headOfSection } from "./record-history.ts";
import type { RecordKeys } from "./record-keys.ts";
import { openOwnSecret } from "./record-secret.ts";
import type { Snapshot } from "./snapshot.ts";
import { takeSnapshot } from "./snapshot.ts";

/** An entry whose blocks are stored: it exists with the transaction that names it. */
export interface PreparedPublication {
  readonly publication: Publication;
  /** The rotation that has to go before it, if any. */
  readonly rotation: PreparedRotation | null;
  /** The lease by which its author may publish; null for the owner. */
  readonly lease: Lease | null;
  readonly snapshot: Snapshot;
}

/**
 * Seals an entry for the record's present state, as its owner or a writer.
 *
 * @throws SharingError `sharing/not-writer`, and as `accessRecord` does; LedgerError; StorageError
 */
export async function preparePublication(
  context: Context,
  account: Account,
  of: { record: Hex; section: number; content: StoredContent; signal?: AbortSignal | undefined },
): Promise<PreparedPublication> {
  const { record, section, content, signal } = of;
  const snapshot = await takeSnapshot(context, record, { signal });
  const access = await accessRecord(context, account, { snapshot, signal });
  requireWriter(access, section);
  const rotation = await rotationBefore(context, account, { snapshot, access, section, signal });
  const manifest = await manifestBefore(context, account, { snapshot, section, content, signal });
  const publication = await sealContent(context, access.keys, {
    content,
    manifest,
    record,
    section,
    author: account.address,
    previous: headOfSection(snapshot.history, section)?.head ?? null,
    slice: snapshot.slice,
    epoch: rotation?.epoch ?? snapshot.history.epoch,
    keyEpoch: rotation?.keyEpoch ?? presentKeyEpoch(snapshot, section),
    signal,
  });
  return { publication, rotation, lease: writingLease(access, section), snapshot };
}

/** Seals the header of an entry, and stores its block. */
export async function sealContent(
  context: Context,
  keys: RecordKeys,
  at: {
    content: StoredContent;
    /** The record's manifest, which entries of its owner link; null in those of others. */
    manifest: CID | null;
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
      manifest: at.manifest,
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

/** The manifest that comes with an entry; null for an entry of somebody else than the owner. */
async function manifestBefore(
  context: Context,
  account: Account,
  of: {
    snapshot: Snapshot;
    section: number;
    content: StoredContent;
    signal?: AbortSignal | undefined;
  },
): Promise<CID | null> {
  const { snapshot, section, content, signal } = of;
  const { history } = snapshot;
  if (!sameAddress(history.owner, account.address)) return null;
  const { secret } = await openOwnSecret(context, account, { history, signal });
  const entry = { section, body: content.body };
  return storeManifest(context, account, { history, secret, entry, signal });
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

/** @throws SharingError `sharing/not-writer` */
export function requireWriter(access: Access, section: number): void {
  if (!mayWrite(access, section)) throw notWriter();
}

function notWriter(): SharingError {
  return new SharingError("sharing/not-writer", "This account may not add to this section.");
}
