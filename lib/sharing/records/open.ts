import type { Address, Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import type { Body } from "../../crypto/body.ts";
import { hasCode, LeaseholdError } from "../../error.ts";
import type { Consistency } from "../../ledger/ledger.ts";
import { sliceStart } from "../../slice.ts";
import { mapInOrder } from "../../storage/pool.ts";
import type { Reader } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Lease } from "../leases/lease.ts";
import { takeReadableSnapshot } from "../recovery/recover-snapshot.ts";
import type { Access } from "./access.ts";
import { accessRecord, covers, lentSections, mayWrite } from "./access.ts";
import { COVER } from "./cover.ts";
import type { FetchedAhead } from "./fetch-ahead.ts";
import { fetchAhead } from "./fetch-ahead.ts";
import type { FileHandle } from "./file-reader.ts";
import { decryptEntry, loadEntry } from "./read-entry.ts";
import type { PublishedEntry } from "./record-history.ts";
import type { Snapshot } from "./snapshot.ts";
import { publishedSections } from "./snapshot.ts";
import type { StreamHandle } from "./stream-handle.ts";

/** Entries fetched and opened at a time. */
const IN_FLIGHT = 8;

type ReadingOptions = {
  signal?: AbortSignal | undefined;
  at?: Consistency | undefined;
};

/** A section to be opened, with what was fetched of it already. */
interface Place {
  snapshot: Snapshot;
  section: number;
  ahead?: FetchedAhead | undefined;
  signal?: AbortSignal | undefined;
}

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
  /** How many there are besides, for `openOlder`. */
  older: number;
}

/** Some entries of a section, the newest first, and how many older ones there are. */
export interface EntryPage {
  entries: OpenedEntry[];
  older: number;
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

/** How many entries of each section are opened, of the newest; the others are for `openOlder`. */
export const ENTRIES_A_PAGE = 50;

/**
 * Opens a record: everything that the account may read of it now, or as of the newest block that is
 * as settled as `at` asks (by default as the context does). Of each section the newest entries.
 *
 * @throws SharingError as `accessRecord` does, `sharing/no-record`; LedgerError; StorageError.
 *   An entry that cannot be opened is no error: its `status` says so.
 */
export async function openRecord(
  context: Context,
  account: Reader,
  {
    record,
    entries = ENTRIES_A_PAGE,
    signal,
    at = context.consistency,
  }: { record: Hex; entries?: number } & ReadingOptions,
): Promise<OpenedRecord> {
  const snapshot = await takeReadableSnapshot(context, account, { record, signal, at });
  const { access, ahead } = await accessAhead(context, account, { snapshot, entries, signal });
  return openSnapshot(context, access, { snapshot, entries, ahead, signal });
}

/**
 * Gets the keys, while what it takes to open the newest entries is fetched: the one does not need the
 * other.
 */
async function accessAhead(
  context: Context,
  account: Reader,
  of: Parameters<typeof fetchAhead>[2],
): Promise<{ access: Access; ahead: FetchedAhead }> {
  const { snapshot, signal } = of;
  const ahead = fetchAhead(context, account, of);
  try {
    return { access: await accessRecord(context, account, { snapshot, ahead, signal }), ahead };
  } catch (error) {
    ahead.stop();
    throw error;
  }
}

/** What a record is called, as an account may see it, and how many sections of it. */
export interface RecordCover
  extends Pick<OpenedRecord, "id" | "owner" | "role" | "title" | "description"> {
  sectionCount: number;
}

/**
 * Opens no more of a record than what it is called: for lists of many.
 *
 * @throws as {@link openRecord}
 */
export async function openCover(
  context: Context,
  account: Reader,
  of: { record: Hex } & ReadingOptions,
): Promise<RecordCover> {
  const { record, signal, at = context.consistency } = of;
  const snapshot = await takeReadableSnapshot(context, account, { record, signal, at });
  const cover = { snapshot, section: COVER, entries: 1, signal };
  const { access, ahead } = await accessAhead(context, account, cover);
  const place = { ...cover, ahead };
  const { title, description } = await openSection(context, access, place);
  const { owner } = snapshot.history;
  const sections = lentSections(access) ?? publishedSections(snapshot);
  const sectionCount = sections.filter((section) => section !== COVER).length;
  return { id: record, owner, role: access.role, title, description, sectionCount };
}

/**
 * Opens the entries of a section that are older than one of them, the newest first.
 *
 * @param of.before digest of the entry before which to go on
 * @throws as {@link openRecord}; SharingError `sharing/no-lease` for a section that was not lent
 */
export async function openOlder(
  context: Context,
  account: Reader,
  of: { record: Hex; section: number; before: Hex; entries?: number } & ReadingOptions,
): Promise<EntryPage> {
  const { record, section, before, entries = ENTRIES_A_PAGE, signal } = of;
  const at = of.at ?? context.consistency;
  const snapshot = await takeReadableSnapshot(context, account, { record, signal, at });
  const access = await accessRecord(context, account, { snapshot, signal });
  if (lentSections(access)?.includes(section) === false) {
    throw new SharingError("sharing/no-lease", "This section was not lent to this account.");
  }
  const events = newestFirst(snapshot, section);
  const from = events.findIndex(({ head }) => head === before) + 1;
  const page = events.slice(from, from + entries);
  const opened = await openEntries(context, access, { snapshot, section, events: page, signal });
  const older = Math.max(0, events.length - from - entries);
  return { entries: opened.map(({ entry }) => entry), older };
}

/** Opens everything of a record that an access allows; of each section the newest `entries`. */
export async function openSnapshot(
  context: Context,
  access: Access,
  of: Omit<Place, "section"> & { entries?: number },
): Promise<OpenedRecord> {
  const { snapshot } = of;
  const sections = lentSections(access) ?? publishedSections(snapshot);
  const opened = await Promise.all(
    sections.map((section) => openSection(context, access, { ...of, section })),
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

/** Opens the newest `entries` of one section. */
export async function openSection(
  context: Context,
  access: Access,
  of: Place & { entries?: number },
): Promise<OpenedSection> {
  const { snapshot, section, entries = ENTRIES_A_PAGE } = of;
  const events = newestFirst(snapshot, section);
  const page = await openEntries(context, access, { ...of, events: events.slice(0, entries) });
  const older = events.slice(entries);
  const named = await findTitling(context, access, { ...of, page, older });
  return {
    index: section,
    title: named?.body?.title ?? "",
    description: named?.body?.description ?? "",
    canWrite: mayWrite(access, section),
    entries: page.map(({ entry }) => entry),
    older: older.length,
  };
}

/** An entry with what it says; `body` is null where it is not open. */
interface ReadEntry {
  readonly entry: OpenedEntry;
  readonly body: Body | null;
  readonly event: PublishedEntry;
}

/**
 * The entry that names a section: the owner's newest that opens, since titles are the owner's to give,
 * else the newest that opens. Of older ones, what no lease covers is not fetched.
 */
async function findTitling(
  context: Context,
  access: Access,
  of: Place & { page: readonly ReadEntry[]; older: readonly PublishedEntry[] },
): Promise<ReadEntry | null> {
  const { snapshot, section, page, older, signal } = of;
  const isReadable = ({ body }: ReadEntry) => body !== null;
  const ofOwner = page.find((read) => isReadable(read) && read.event.byOwner);
  if (ofOwner) return ofOwner;
  const covered = older.filter(({ slice }) => covers(access, slice));
  const firstOf = async (events: readonly PublishedEntry[]): Promise<ReadEntry | null> => {
    for (const event of events) {
      const place = { snapshot, section, events: [event], signal };
      const [read] = await openEntries(context, access, place);
      if (read && isReadable(read)) return read;
    }
    return null;
  };
  return (
    (await firstOf(covered.filter(({ byOwner }) => byOwner))) ??
    page.find(isReadable) ??
    (await firstOf(covered.filter(({ byOwner }) => !byOwner)))
  );
}

function newestFirst({ history }: Snapshot, section: number): PublishedEntry[] {
  return history.publications.filter((it) => it.section === section).reverse();
}

async function openEntries(
  context: Context,
  access: Access,
  { events, ...of }: Place & { events: readonly PublishedEntry[] },
): Promise<ReadEntry[]> {
  const opened: ReadEntry[] = [];
  const work = async (event: PublishedEntry) => openEntry(context, access, { ...of, event });
  for await (const one of mapInOrder(events, { limit: IN_FLIGHT, work })) opened.push(one);
  return opened;
}

async function openEntry(
  context: Context,
  access: Access,
  { snapshot, ahead, event, signal }: Place & { event: PublishedEntry },
): Promise<ReadEntry> {
  const outline = {
    head: event.head,
    author: event.author,
    time: sliceStart(event.slice),
    transaction: event.transactionHash,
  };
  try {
    const { rotations } = snapshot;
    const willOpen = covers(access, event.slice);
    const loaded = await (ahead?.get(event) ?? loadEntry(context, event, { willOpen, signal }));
    const { body, content } = await decryptEntry(loaded, { keys: access.keys, event, rotations });
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
    return { event, body, entry: { ...outline, status: "open", reason: null, message, files } };
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
    return { event, body: null, entry };
  }
}

function statusOf(error: LeaseholdError): OpenedEntry["status"] {
  if (hasCode(error, "crypto/not-covered")) return "closed";
  const answered = ["storage/malformed", "storage/too-large", "storage/bad-cid"];
  if (error.code.startsWith("storage/") && !answered.includes(error.code)) return "unavailable";
  return "invalid";
}
