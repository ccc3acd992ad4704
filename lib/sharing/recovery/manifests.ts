import { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { toHex } from "../../bytes.ts";
import { decodeEntry } from "../../crypto/entry.ts";
import type { ManifestContent, ManifestKeys } from "../../crypto/manifest.ts";
import {
  decodeManifest,
  MANIFEST_PAGE,
  openManifest,
  sealManifest,
} from "../../crypto/manifest.ts";
import type { RecordSecret } from "../../crypto/record-keys.ts";
import { LeaseholdError } from "../../error.ts";
import type { LedgerEvent } from "../../ledger/event.ts";
import { MAX_BLOCK_BYTES } from "../../storage/block.ts";
import type { Reader } from "../account.ts";
import { sameAddress } from "../address.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { keptLog } from "../kept-logs.ts";
import type { RecordHistory } from "../records/record-history.ts";

type Options = { signal?: AbortSignal | undefined };

interface ManifestInput extends Options {
  /** The record's history as far as it goes: empty for a record that is being created. */
  history: Pick<RecordHistory, "events" | "publications" | "owner"> | null;
  secret: RecordSecret;
  /** The entry that will link it. */
  entry: { section: number; body: CID };
}

/**
 * Stores the manifest that an entry of the owner links (protocol §13): the record's events so far.
 * What does not fit a block (a thousand leases ended singly by one call, and that sixty times) is
 * not kept: null then.
 *
 * @throws StorageError
 */
export async function storeManifest(
  context: Context,
  { identity }: Pick<Reader, "identity">,
  { history, secret, entry, signal }: ManifestInput,
): Promise<CID | null> {
  const keys = { secret, owner: identity };
  const events = history?.events ?? [];
  const pages = history === null ? [] : await standingPages(context, keys, { history, signal });
  const put = async (content: ManifestContent, of: LedgerEvent[], before: CID[]) => {
    const block = await sealManifest(content, { pages: before, links: namedBlocks(of), keys });
    if (block.bytes.length > MAX_BLOCK_BYTES) return null;
    await context.store.put(block, { signal });
    return block.cid;
  };
  while ((pages.length + 1) * MANIFEST_PAGE <= events.length) {
    const from = pages.length * MANIFEST_PAGE;
    const page = events.slice(from, from + MANIFEST_PAGE);
    const content = {
      first: from + 1,
      entry: null,
      events: page.map((it) => keptLog(it, context)),
    };
    const cid = await put(content, page, []);
    if (cid === null) return null;
    pages.push(cid);
  }
  const from = pages.length * MANIFEST_PAGE;
  const rest = events.slice(from);
  const content = { first: from + 1, entry, events: rest.map((it) => keptLog(it, context)) };
  return put(content, rest, pages);
}

/** The pages of the owner's last manifest, as far as they tell what the history tells now. */
async function standingPages(
  context: Context,
  keys: ManifestKeys,
  of: { history: NonNullable<ManifestInput["history"]> } & Options,
): Promise<CID[]> {
  const { history, signal } = of;
  const { events } = history;
  const own = history.publications.findLast((it) => sameAddress(it.author, history.owner));
  if (own === undefined) return [];
  try {
    const entry = decodeEntry(await context.store.get(structuredCid(own.head), { signal }));
    const last = CID.asCID(entry.manifest);
    if (last === null) return [];
    const { pages, content } = await loadManifest(context, last, { keys, signal });
    const whole = content.events.length > 0 || pages.length === 0;
    const end = whole
      ? content
      : (await loadManifest(context, pages.at(-1) as CID, { keys, signal })).content;
    const number = end.first + end.events.length - 1;
    const [kept, present] = [end.events.at(-1), events[number - 1]];
    // Blocks name those before them: where the last event stands, all do.
    const stands =
      kept !== undefined &&
      present !== undefined &&
      sameBytes(kept.blockHash, present.blockHash) &&
      kept.index === present.logIndex;
    return stands ? [...pages] : [];
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof LeaseholdError)) throw error;
    return [];
  }
}

/** Loads and opens one manifest or page. @throws StorageError; CryptoError */
export async function loadManifest(
  { store }: Pick<Context, "store">,
  cid: CID,
  { keys, signal }: { keys: ManifestKeys } & Options,
): Promise<{ pages: readonly CID[]; content: ManifestContent }> {
  const manifest = decodeManifest(await store.get(cid, { signal }));
  return { pages: manifest.pages, content: await openManifest(manifest, keys) };
}

/** The structured blocks that events name, each once. */
function namedBlocks(events: readonly LedgerEvent[]): CID[] {
  const digests = events.flatMap(namedDigests).filter((it) => it !== null);
  return [...new Set(digests)].map(structuredCid);
}

function namedDigests(event: LedgerEvent): (Hex | null)[] {
  switch (event.kind) {
    case "published":
      return [event.head];
    case "rotated":
      return [event.rotation];
    case "granted":
      return [event.envelope];
    case "rootGranted":
      return [event.list];
    case "accessRequested":
      return [event.note];
    case "offered":
      return [event.handover];
    default:
      return [];
  }
}

function sameBytes(bytes: Uint8Array, hex: Hex): boolean {
  return toHex(bytes) === hex;
}
