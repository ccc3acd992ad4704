import { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { decodeEntry } from "../../crypto/entry.ts";
import { decodeManifest } from "../../crypto/manifest.ts";
import { decodeSecret } from "../../crypto/secret-block.ts";
import { LeaseholdError } from "../../error.ts";
import type { EventOf, LedgerEvent } from "../../ledger/event.ts";
import type { Reader } from "../account.ts";
import { sameAddress } from "../address.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import type { Access } from "../records/access.ts";
import { accessRecord, lentSections } from "../records/access.ts";
import { openSection } from "../records/open.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { publishedSections } from "../records/snapshot.ts";
import { storedSize } from "../records/stream-handle.ts";
import { takeReadableSnapshot } from "../recovery/recover-snapshot.ts";

/** What somebody may take along of a record. */
export interface RecordBlocks {
  record: Hex;
  /** Its history. */
  events: readonly LedgerEvent[];
  /** Structured blocks, and roots of streams. */
  links: CID[];
  /** Bytes of the streams, nearly. */
  size: number;
  /** Entries of which something cannot be had now. */
  missing: number;
}

/** Every entry of a section. */
const ALL = Number.POSITIVE_INFINITY;

type Options = { signal?: AbortSignal | undefined };

/**
 * Finds the blocks of a record: for its owner all that the ledger or an entry ever named; for a
 * reader those of the leases that are live now.
 *
 * @throws as `openRecord` does
 */
export async function collectRecord(
  context: Context,
  reader: Reader,
  { record, signal }: { record: Hex } & Options,
): Promise<RecordBlocks> {
  const snapshot = await takeReadableSnapshot(context, reader, { record, signal });
  const access = await accessRecord(context, reader, { snapshot, signal });
  const sections = lentSections(access) ?? publishedSections(snapshot);
  const links = new Map<string, CID>();
  const add = (cid: CID) => links.set(cid.toString(), cid);
  for (const digest of namedDigests(snapshot, access, reader)) add(structuredCid(digest));

  const found = { size: 0, missing: 0 };
  const visible = new Set(sections);
  const publications = snapshot.history.publications.filter(({ section }) => visible.has(section));
  const newest = newestManifestOf(snapshot);
  for (const event of publications) {
    try {
      await addEntry(context, event, { add, withManifest: event === newest, signal });
    } catch (error) {
      signal?.throwIfAborted();
      if (!(error instanceof LeaseholdError)) throw error;
      found.missing++;
    }
  }
  for (const section of sections) {
    const { entries } = await openSection(context, access, {
      snapshot,
      section,
      entries: ALL,
      signal,
    });
    for (const { files, status } of entries) {
      if (status === "unavailable") found.missing++;
      for (const { stream } of new Set(files.map(({ handle }) => handle.stream))) {
        // Entries may share streams.
        if (links.has(stream.cid.toString())) continue;
        add(stream.cid);
        found.size += storedSize(stream);
      }
    }
  }
  // Those without a place in the chain are known from entries alone: no log can be kept of them.
  const events = snapshot.history.events.filter(({ journal }) => journal !== null);
  found.missing += snapshot.history.events.length - events.length + snapshot.missing;
  return { record, events, links: [...links.values()], ...found };
}

/** The entry whose manifest says most: the owner's newest. */
function newestManifestOf({ history }: Snapshot): EventOf<"published"> | undefined {
  return history.publications.findLast(({ author }) => sameAddress(author, history.owner));
}

/** Digests of structured blocks that events name, besides entries. */
function namedDigests({ history }: Snapshot, { role }: Access, { address }: Reader): Hex[] {
  const isOwner = role === "owner";
  const isMine = (account: Hex) => isOwner || sameAddress(account, address);
  const named = history.events.flatMap((event): (Hex | null)[] => {
    switch (event.kind) {
      case "rotated":
        return [event.rotation];
      case "granted":
        return isMine(event.account) ? [event.envelope] : [];
      case "rootGranted":
        return [event.list];
      case "accessRequested":
        return isMine(event.account) ? [event.note] : [];
      case "offered":
        return isMine(event.account) ? [event.handover] : [];
      default:
        return [];
    }
  });
  const rooted = history.leases.filter(({ root, grantee }) => root !== null && isMine(grantee));
  return [...named, ...rooted.map(({ envelope }) => envelope)].filter((it) => it !== null);
}

async function addEntry(
  { store }: Context,
  event: EventOf<"published">,
  { add, withManifest, signal }: { add: (cid: CID) => void; withManifest: boolean } & Options,
): Promise<void> {
  const head = structuredCid(event.head);
  const entry = decodeEntry(await store.get(head, { signal }));
  add(head);
  add(entry.body);
  for (let secret: CID | undefined = entry.secret; secret; ) {
    add(secret);
    const { previous } = decodeSecret(await store.get(secret, { signal }));
    secret = previous?.block;
  }
  const manifest = CID.asCID(entry.manifest);
  if (manifest === null || !withManifest) return;
  const { pages } = decodeManifest(await store.get(manifest, { signal }));
  for (const cid of [manifest, ...pages]) add(cid);
}
