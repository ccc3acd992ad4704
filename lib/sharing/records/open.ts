import type { Address, Hex } from "viem";
import { equalBytes, fromHex } from "../../bytes.ts";
import type { Body } from "../../crypto/body.ts";
import { openBody } from "../../crypto/body.ts";
import type { Content } from "../../crypto/content-keys.ts";
import { bodyStreamKey } from "../../crypto/content-keys.ts";
import type { Entry } from "../../crypto/entry.ts";
import { decodeEntry } from "../../crypto/entry.ts";
import { hasCode, LeaseholdError } from "../../error.ts";
import type { EventOf } from "../../ledger/event.ts";
import type { Consistency } from "../../ledger/ledger.ts";
import { sliceStart } from "../../slice.ts";
import { mapInOrder } from "../../storage/pool.ts";
import { openUnixFs } from "../../storage/unixfs-reader.ts";
import type { Reader } from "../account.ts";
import { digestHex, structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Lease } from "../leases/lease.ts";
import { takeReadableSnapshot } from "../recovery/recover-snapshot.ts";
import type { Access } from "./access.ts";
import { accessRecord, lentSections, mayWrite } from "./access.ts";
import { COVER } from "./cover.ts";
import type { FileHandle } from "./file-reader.ts";
import { keyEpochAt, keyEpochsOf, versionAt } from "./key-epochs.ts";
import type { PublishedEntry } from "./record-history.ts";
import type { Snapshot } from "./snapshot.ts";
import { publishedSections } from "./snapshot.ts";
import type { StreamHandle } from "./stream-handle.ts";

/** Entries fetched and opened at a time. */
const IN_FLIGHT = 8;

/** The largest body that is read: the list of an entry's files. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** A record as an account may see it now. */
export interface OpenedRecord {
  id: Hex;
  owner: Address;
  role: Access["role"];
  /** The lease through which it is seen, the first if there are several; null for the owner. */
  lease: Lease | null;
  /** All live leases of this account: the direct one first, then those under roots. */
  leases: readonly Lease[];
  title: string;
  description: string;
  /** Without the cover; ascending. */
  sections: OpenedSection[];
  /** Chain time at which this was true, unix seconds. */
  time: number;
}

export interface OpenedSection {
  index: number;
  /** Empty where no entry that says it can be opened. */
  title: string;
  description: string;
  canWrite: boolean;
  /** Newest first. */
  entries: OpenedEntry[];
}

/**
 * An entry, opened or not: `closed` lies outside the lease, `invalid` is not what the ledger says
 * or was changed, `unavailable` is held by no store that answers.
 */
export interface OpenedEntry {
  head: Hex;
  author: Address;
  /** When it was sealed, by the chain's clock, to the minute; unix seconds. */
  time: number;
  transaction: Hex;
  status: "open" | "closed" | "invalid" | "unavailable";
  /** The error's code where it is not open. */
  reason: string | null;
  message: string;
  files: OpenedFile[];
}

export interface OpenedFile {
  name: string;
  /** Media type as the author gave it; may be empty. */
  mediaType: string;
  size: number;
  /** Unix milliseconds; null if unknown. */
  modified: number | null;
  /** For `readFile`, `readFileRange` and `openFileReader`. */
  handle: FileHandle;
}

/**
 * Opens a record: everything that the account may read of it now, or as of the newest block that is
 * as settled as `at` asks (by default as the context does).
 *
 * @throws SharingError as `accessRecord` does, `sharing/no-record`; LedgerError; StorageError.
 *   An entry that cannot be opened is no error: its `status` says so.
 */
export async function openRecord(
  context: Context,
  account: Reader,
  {
    record,
    signal,
    at = context.consistency,
  }: { record: Hex; signal?: AbortSignal | undefined; at?: Consistency | undefined },
): Promise<OpenedRecord> {
  const snapshot = await takeReadableSnapshot(context, account, { record, signal, at });
  const access = await accessRecord(context, account, { snapshot, signal });
  return openSnapshot(context, access, { snapshot, signal });
}

/** Opens everything of a record that an access allows. */
export async function openSnapshot(
  context: Context,
  access: Access,
  { snapshot, signal }: { snapshot: Snapshot; signal?: AbortSignal | undefined },
): Promise<OpenedRecord> {
  const sections = lentSections(access) ?? publishedSections(snapshot);
  const opened = await Promise.all(
    sections.map((section) => openSection(context, access, { snapshot, section, signal })),
  );
  const cover = opened.find(({ index }) => index === COVER);
  return {
    id: snapshot.history.record,
    owner: snapshot.history.owner,
    role: access.role,
    lease: access.leases[0] ?? null,
    leases: access.leases,
    title: cover?.title ?? "",
    description: cover?.description ?? "",
    sections: opened.filter(({ index }) => index !== COVER),
    time: snapshot.time,
  };
}

/** Opens the entries of one section. */
export async function openSection(
  context: Context,
  access: Access,
  of: { snapshot: Snapshot; section: number; signal?: AbortSignal | undefined },
): Promise<OpenedSection> {
  const { snapshot, section } = of;
  const newestFirst = snapshot.history.publications
    .filter((it) => it.section === section)
    .reverse();
  const opened: { entry: OpenedEntry; body: Body | null; byOwner: boolean }[] = [];
  const work = async (event: PublishedEntry) => ({
    ...(await openEntry(context, access, { ...of, event })),
    byOwner: event.byOwner,
  });
  for await (const one of mapInOrder(newestFirst, { limit: IN_FLIGHT, work })) opened.push(one);
  // Titles are the owner's to give; a writer's count only until the owner's first.
  const readable = opened.filter(({ body }) => body !== null);
  const named = readable.find(({ byOwner }) => byOwner) ?? readable[0];
  return {
    index: section,
    title: named?.body?.title ?? "",
    description: named?.body?.description ?? "",
    canWrite: mayWrite(access, section),
    entries: opened.map(({ entry }) => entry),
  };
}

async function openEntry(
  context: Context,
  access: Access,
  of: { snapshot: Snapshot; event: EventOf<"published">; signal?: AbortSignal | undefined },
): Promise<{ entry: OpenedEntry; body: Body | null }> {
  const { event, signal } = of;
  const outline = {
    head: event.head,
    author: event.author,
    time: sliceStart(event.slice),
    transaction: event.transactionHash,
  };
  try {
    const { body, content } = await readEntry(context, access, of);
    const place = { content, record: fromHex(event.record), section: event.section };
    const streams = body.streams.map((stream, number) => ({ ...place, number, stream }));
    const files = body.files.map((file) => ({
      name: file.name,
      mediaType: file.mediaType,
      size: file.size,
      modified: file.modified,
      // Bodies are held to name streams that they have.
      handle: { file, stream: streams[file.stream] as StreamHandle },
    }));
    const { message } = body;
    return { body, entry: { ...outline, status: "open", reason: null, message, files } };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof LeaseholdError)) throw error;
    const entry: OpenedEntry = {
      ...outline,
      status: statusOf(error),
      reason: error.code,
      message: "",
      files: [],
    };
    return { body: null, entry };
  }
}

function statusOf(error: LeaseholdError): OpenedEntry["status"] {
  if (hasCode(error, "crypto/not-covered")) return "closed";
  const answered = ["storage/malformed", "storage/too-large", "storage/bad-cid"];
  if (error.code.startsWith("storage/") && !answered.includes(error.code)) return "unavailable";
  return "invalid";
}

async function readEntry(
  { store }: Context,
  { keys }: Access,
  of: { snapshot: Snapshot; event: EventOf<"published">; signal?: AbortSignal | undefined },
): Promise<{ body: Body; content: Content }> {
  const { event, signal } = of;
  const entry = decodeEntry(await store.get(structuredCid(event.head), { signal }));
  const keyEpoch = keyEpochAt(keyEpochsOf(of.snapshot.rotations, event.section), event.epoch);
  requireSame(entry, { event, keyEpoch });
  if (entry.version !== versionAt(of.snapshot.rotations, event.epoch)) throw invalid();
  const content = { id: entry.id, contentKey: await keys.open(entry, { keyEpoch }) };
  const dag = await openUnixFs(entry.body, { source: store, signal, maxSize: MAX_BODY_BYTES });
  const ciphertext = await dag.readRange({ signal });
  return { content, body: await openBody(ciphertext, bodyStreamKey(content, entry)) };
}

/** The event and the rotations are authoritative: an entry that says otherwise is skipped. */
function requireSame(
  entry: Entry,
  {
    event,
    keyEpoch,
  }: { event: EventOf<"published">; keyEpoch: { epoch: number; nonce: Uint8Array } },
): void {
  const previous = entry.previous === null ? null : digestHex(entry.previous);
  const same =
    equalBytes(entry.record, fromHex(event.record)) &&
    equalBytes(entry.author, fromHex(event.author)) &&
    entry.section === event.section &&
    entry.slice === event.slice &&
    entry.epoch === event.epoch &&
    entry.keyEpoch === keyEpoch.epoch &&
    equalBytes(entry.nonce, keyEpoch.nonce) &&
    previous === event.previous;
  if (!same) throw invalid();
}

function invalid(): SharingError {
  return new SharingError("sharing/entry-invalid", "This entry is not what the ledger says.");
}
