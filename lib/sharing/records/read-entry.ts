import { equalBytes, fromHex } from "../../bytes.ts";
import type { Body } from "../../crypto/body.ts";
import { openBody } from "../../crypto/body.ts";
import type { Content } from "../../crypto/content-keys.ts";
import { bodyStreamKey } from "../../crypto/content-keys.ts";
import type { Entry } from "../../crypto/entry.ts";
import { decodeEntry } from "../../crypto/entry.ts";
import type { EventOf } from "../../ledger/event.ts";
import type { StoreOptions } from "../../storage/store.ts";
import { openUnixFs } from "../../storage/unixfs-reader.ts";
import { digestHex, structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { LoadedRotation } from "./key-epochs.ts";
import { keyEpochAt, keyEpochsOf, versionAt } from "./key-epochs.ts";
import type { RecordKeys } from "./record-keys.ts";

/** The largest body that is read: the list of an entry's files, some 500 000 of them. */
const MAX_BODY_BYTES = 64 * 1024 * 1024;

/** The blocks of an entry, for whose fetching no key is needed. */
export interface LoadedEntry {
  readonly entry: Entry;
  /** Of its body. */
  readonly ciphertext: () => Promise<Uint8Array>;
}

/**
 * Fetches the block of an entry. Where it will be opened, as far as is known, those of its body are
 * on their way when this is done; what goes wrong with them shows when they are asked for.
 *
 * @throws StorageError; CryptoError `crypto/malformed`, `crypto/unsupported-version`
 */
export async function loadEntry(
  { store }: Pick<Context, "store">,
  event: Pick<EventOf<"published">, "head">,
  { willOpen, signal }: { willOpen: boolean } & StoreOptions,
): Promise<LoadedEntry> {
  const entry = decodeEntry(await store.get(structuredCid(event.head), { signal }));
  const fetchBody = async () => {
    const dag = await openUnixFs(entry.body, { source: store, signal, maxSize: MAX_BODY_BYTES });
    return dag.readRange({ signal });
  };
  let ciphertext = willOpen ? fetchBody() : null;
  ciphertext?.catch(() => undefined);
  return {
    entry,
    ciphertext() {
      ciphertext ??= fetchBody();
      return ciphertext;
    },
  };
}

/**
 * Opens an entry, which has to be what the ledger's event says.
 *
 * @throws SharingError `sharing/entry-invalid`; CryptoError, `crypto/not-covered` without the keys;
 *   StreamError; StorageError
 */
export async function decryptEntry(
  { entry, ciphertext }: LoadedEntry,
  of: {
    keys: RecordKeys;
    event: EventOf<"published">;
    rotations: readonly LoadedRotation[];
  },
): Promise<{ body: Body; content: Content }> {
  const { keys, event, rotations } = of;
  const keyEpoch = keyEpochAt(keyEpochsOf(rotations, event.section), event.epoch);
  requireSame(entry, { event, keyEpoch });
  if (entry.version !== versionAt(rotations, event.epoch)) throw invalid();
  const content = { id: entry.id, contentKey: await keys.open(entry, { keyEpoch }) };
  return { content, body: await openBody(await ciphertext(), bodyStreamKey(content, entry)) };
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
