import { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { zeroHash } from "viem";
import { equalBytes, fromHex, toHex } from "../../bytes.ts";
import type { Entry } from "../../crypto/entry.ts";
import { decodeEntry } from "../../crypto/entry.ts";
import type { ManifestContent, ManifestKeys } from "../../crypto/manifest.ts";
import { MANIFEST_PAGE } from "../../crypto/manifest.ts";
import { decodeSecret, openSecret } from "../../crypto/secret-block.ts";
import { hasCode, LeaseholdError } from "../../error.ts";
import { readBlock } from "../../ledger/block.ts";
import { LedgerError } from "../../ledger/errors.ts";
import type { EventOf } from "../../ledger/event.ts";
import { decodeEvent } from "../../ledger/event-log.ts";
import { keepRecordHistory, recordHistory } from "../../ledger/history.ts";
import { checkJournal } from "../../ledger/journal.ts";
import type { JournalEvent } from "../../ledger/journal-event.ts";
import { advanceJournal, emptyJournal, latestEvents } from "../../ledger/journal-word.ts";
import type { LedgerRecord } from "../../ledger/record.ts";
import { readHeads, readRecord } from "../../ledger/record.ts";
import { SECTION_LIMIT } from "../../ledger/terms.ts";
import { sliceOf } from "../../slice.ts";
import type { Reader } from "../account.ts";
import { keyPairsOf } from "../account.ts";
import { sameAddress } from "../address.ts";
import { digestHex, structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { logOf } from "../kept-logs.ts";
import type { LoadedRotation } from "../records/key-epochs.ts";
import { loadRotations } from "../records/key-epochs.ts";
import { loadLists } from "../records/lease-lists.ts";
import { foldHistory } from "../records/record-history.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { loadManifest } from "./manifests.ts";

type Options = Parameters<typeof takeSnapshot>[2] & {};

/** How a node fails that has dropped old logs: it leaves them out, or refuses. */
const PRUNED = ["ledger/history-gap", "chain/unreachable"] as const;

/** Entries that are followed back, at most, in search of the last one that the manifest knows. */
const MAX_TAIL = 10_000;

/** A snapshot for reading: where nodes show no logs of it any more, as far as blocks tell. */
export interface ReadableSnapshot extends Snapshot {
  /** Events that nobody shows, and that are not entries: leases and rotations, most likely. */
  readonly missing: number;
}

/**
 * Takes a snapshot for reading. Where the node has dropped the record's old logs, its owner's
 * manifest stands in for them (protocol §13): entries, and what it was given, follow from it and
 * from the heads in the ledger's storage. Where the two contradict each other, the ledger is right,
 * and the manifest is refused. Only the owner can open a manifest.
 *
 * @throws as `takeSnapshot` does
 */
export async function takeReadableSnapshot(
  context: Context,
  reader: Reader,
  { record, ...options }: { record: Hex } & Options,
): Promise<ReadableSnapshot> {
  try {
    return { ...(await takeSnapshot(context, record, options)), missing: 0 };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!PRUNED.some((code) => hasCode(error, code))) throw error;
    const recovered = await recoverSnapshot(context, reader, { record, ...options });
    if (recovered === null) throw error;
    return recovered;
  }
}

async function recoverSnapshot(
  context: Context,
  reader: Reader,
  { record, ...options }: { record: Hex } & Options,
): Promise<ReadableSnapshot | null> {
  const { ledger } = context;
  const state = await readRecord(ledger, record, options);
  if (state === null || !sameAddress(state.owner, reader.address)) return null;
  const heads = await readAllHeads(context, record, options);
  const found = await findManifest(context, reader, { record, heads, ...options });
  if (found === null) return null;
  requireAgreement(state, found.events);
  try {
    // Newer logs may still be there: then nothing is missing, and acts are possible too.
    await recordHistory(ledger, record, { ...options, known: found.events });
    await keepRecordHistory(ledger, record, found.events);
    return { ...(await takeSnapshot(context, record, options)), missing: 0 };
  } catch (error) {
    options.signal?.throwIfAborted();
    if (!PRUNED.some((code) => hasCode(error, code))) throw error;
  }
  return withTail(context, { record, state, heads, found, ...options });
}

interface FoundManifest {
  readonly events: readonly JournalEvent[];
  readonly keys: ManifestKeys;
  /** The block of the secret, which the owner's manifest proves to be theirs. */
  readonly secretBlock: CID;
}

type Heads = ReadonlyMap<number, Hex>;

async function readAllHeads(context: Context, record: Hex, options: Options): Promise<Heads> {
  const sections = Array.from({ length: SECTION_LIMIT }, (_, section) => section);
  const heads = await readHeads(context.ledger, { record, sections }, options);
  return new Map(sections.flatMap((it) => (heads[it] ? [[it, heads[it] as Hex] as const] : [])));
}

/** The manifest that says most, of those that entries link and that this reader's keys have made. */
async function findManifest(
  context: Context,
  reader: Reader,
  of: { record: Hex; heads: Heads } & Options,
): Promise<FoundManifest | null> {
  const tried = new Set<string>();
  let best: FoundManifest | null = null;
  for (const [section, head] of of.heads) {
    for await (const { entry } of entriesFrom(context, { ...of, section, head })) {
      const manifest = CID.asCID(entry.manifest);
      if (manifest === null || tried.has(`${manifest}`)) continue;
      tried.add(`${manifest}`);
      const found = await tryManifest(context, reader, { ...of, entry, manifest });
      if (found === null) continue;
      if (best === null || found.events.length > best.events.length) best = found;
      break; // Those before it say less.
    }
  }
  return best;
}

/** Opens a manifest with all of its pages; null if it is not the reader's own, or not whole. */
async function tryManifest(
  context: Context,
  reader: Reader,
  of: { record: Hex; entry: Entry; manifest: CID } & Options,
): Promise<FoundManifest | null> {
  const { entry, manifest, signal } = of;
  for (const owner of keyPairsOf(reader)) {
    try {
      const block = decodeSecret(await context.store.get(entry.secret, { signal }));
      const secret = await openSecret(block, owner);
      const keys = { secret, owner };
      const { pages, content } = await loadManifest(context, manifest, { keys, signal });
      const loaded = await Promise.all(
        pages.map((page) => loadManifest(context, page, { keys, signal })),
      );
      const parts = [...loaded.map((it) => it.content), content];
      const events = eventsOf(context, of.record, parts);
      return { events, keys, secretBlock: entry.secret };
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof LeaseholdError)) throw error;
    }
  }
  return null;
}

/** @throws LedgerError if they are not the beginning of the record's journal */
function eventsOf(
  { ledger }: Context,
  record: Hex,
  parts: readonly ManifestContent[],
): JournalEvent[] {
  const misplaced = parts.some(({ first }, i) => first !== i * MANIFEST_PAGE + 1);
  const logs = parts.flatMap(({ events }) => events.map((item) => logOf(item, ledger)));
  const events = logs.map((log): JournalEvent => {
    const event = decodeEvent(log, ledger);
    const prior = event.journal;
    if (prior === null || event.record !== record) throw contradiction();
    return { ...event, number: prior.count + 1, prior };
  });
  if (misplaced) throw contradiction();
  checkJournal(wordAfter(events), events);
  return events;
}

function wordAfter(events: readonly JournalEvent[]) {
  const last = events.at(-1);
  return last === undefined ? emptyJournal : advanceJournal(last.prior, last.blockNumber);
}

/** The ledger's word names blocks of single events: the manifest's must be the same. */
function requireAgreement({ journal }: LedgerRecord, events: readonly JournalEvent[]): void {
  if (events.length > journal.count) throw contradiction();
  for (const { number, blockNumber } of latestEvents(journal)) {
    const event = events[number - 1];
    if (event !== undefined && event.blockNumber !== blockNumber) throw contradiction();
  }
}

/** What the manifest knows, and the entries after it, which the ledger's heads lead to. */
async function withTail(
  context: Context,
  of: { record: Hex; state: LedgerRecord; heads: Heads; found: FoundManifest } & Options,
): Promise<ReadableSnapshot> {
  const { record, state, heads, found, signal, at } = of;
  const known = new Set(found.events.flatMap((it) => (it.kind === "published" ? [it.head] : [])));
  const tail: { event: EventOf<"published">; entry: Entry }[] = [];
  let followed = 0;
  for (const [section, head] of heads) {
    for await (const at of entriesFrom(context, { record, section, head, signal })) {
      if (known.has(at.head) || followed >= MAX_TAIL) break;
      followed++;
      const { entry } = at;
      if (!entry.secret.equals(found.secretBlock)) continue;
      const claimsOwner = equalBytes(entry.author, fromHex(state.owner));
      if (claimsOwner && !(await isOwners(context, entry, { found, signal }))) continue;
      tail.push({ entry, event: eventOf(at.head, entry, { record, state }) });
    }
  }
  if (found.events.length + followed > state.journal.count) throw contradiction();
  // Each section's were found from the newest on.
  tail.reverse().sort((a, b) => a.event.slice - b.event.slice);

  const created = found.events.length > 0 ? found.events : [creationOf(record, state)];
  const events = [...created, ...tail.map(({ event }) => event)];
  const history = foldHistory(events, await loadLists(context, found.events, { signal }));
  const { owner, epoch, closed, revocations } = state;
  const block = await readBlock(context.ledger, { at, signal });
  const loaded = await loadRotations(context, history, { signal });
  const creation = found.events.length === 0 ? 1 : 0;
  return {
    history: { ...history, owner, epoch, closed, revocations },
    rotations: [...loaded, ...impliedRotations(loaded, tail)],
    handedOut: [],
    time: block.timestamp,
    slice: sliceOf(block.timestamp),
    missing: state.journal.count - found.events.length - followed - creation,
  };
}

/** Entries of a section from one back to its first, as far as they can be had. */
async function* entriesFrom(
  { store }: Context,
  of: { record: Hex; section: number; head: Hex } & Options,
): AsyncGenerator<{ head: Hex; entry: Entry }> {
  const record = fromHex(of.record);
  for (let head: Hex | null = of.head; head !== null; ) {
    let entry: Entry;
    try {
      entry = decodeEntry(await store.get(structuredCid(head), { signal: of.signal }));
    } catch (error) {
      of.signal?.throwIfAborted();
      if (!(error instanceof LeaseholdError)) throw error;
      return;
    }
    if (!equalBytes(entry.record, record) || entry.section !== of.section) return;
    yield { head, entry };
    head = entry.previous && digestHex(entry.previous);
  }
}

/** Whether an entry is the owner's, as it says: their manifest names its section and its body. */
async function isOwners(
  context: Context,
  entry: Entry,
  { found, signal }: { found: FoundManifest } & Options,
): Promise<boolean> {
  const manifest = CID.asCID(entry.manifest);
  if (manifest === null) return false;
  try {
    const { content } = await loadManifest(context, manifest, { keys: found.keys, signal });
    return content.entry?.section === entry.section && content.entry.body.equals(entry.body);
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof LeaseholdError)) throw error;
    return false;
  }
}

/** An entry's event, as far as the entry tells it. */
function eventOf(
  head: Hex,
  entry: Entry,
  { record, state }: { record: Hex; state: LedgerRecord },
): EventOf<"published"> {
  const { section, slice, epoch, previous } = entry;
  const claimed = toHex(entry.author);
  return {
    kind: "published",
    record,
    author: sameAddress(claimed, state.owner) ? state.owner : claimed,
    section,
    slice,
    epoch,
    head,
    previous: previous && digestHex(previous),
    ...NOWHERE,
  };
}

/** Where an event is that no node shows. */
const NOWHERE = {
  blockNumber: 0n,
  blockHash: zeroHash,
  transactionHash: zeroHash,
  logIndex: 0,
  journal: null,
  lent: null,
  asked: null,
} as const;

function creationOf(record: Hex, { owner }: LedgerRecord): EventOf<"created"> {
  return { kind: "created", record, owner, salt: zeroHash, ...NOWHERE };
}

/** Rotations that only entries tell of: each names its key epoch and that one's nonce. */
function impliedRotations(
  loaded: readonly LoadedRotation[],
  tail: readonly { entry: Entry }[],
): LoadedRotation[] {
  const known = new Set(
    loaded.flatMap(({ epoch, rotation }) =>
      rotation.sections.map((it) => `${epoch}/${it.section}`),
    ),
  );
  const implied = new Map<string, LoadedRotation>();
  for (const { entry } of tail) {
    const { keyEpoch: epoch, section, slice, record, version, nonce } = entry;
    const name = `${epoch}/${section}`;
    if (epoch === 0 || known.has(name) || implied.has(name)) continue;
    const sections = [{ section, wraps: new Uint8Array() }];
    const rotation = { v: 1, type: "rotation", record, version, epoch, nonce, sections } as const;
    implied.set(name, { epoch, slice, rotation: { ...rotation, sections: [...sections] } });
  }
  return [...implied.values()].sort((a, b) => a.epoch - b.epoch);
}

function contradiction(): LedgerError {
  return new LedgerError(
    "ledger/history-inconsistent",
    "The record's manifest contradicts the ledger.",
  );
}
