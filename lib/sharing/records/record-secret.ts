import type { CID } from "multiformats/cid";
import { equalBytes, fromHex } from "../../bytes.ts";
import type { Entry } from "../../crypto/entry.ts";
import { decodeEntry } from "../../crypto/entry.ts";
import type { RecordSecret } from "../../crypto/record-keys.ts";
import { recordKeyPair } from "../../crypto/record-keys.ts";
import type { SecretBlock } from "../../crypto/secret-block.ts";
import { decodeSecret, openPreviousSecret, openSecret } from "../../crypto/secret-block.ts";
import type { Reader } from "../account.ts";
import { openAsAny } from "../account.ts";
import { sameAddress } from "../address.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { LoadedRotation } from "./key-epochs.ts";
import { versionAt } from "./key-epochs.ts";
import type { PublishedEntry, RecordHistory } from "./record-history.ts";

/** A version of a record's secret, as its owner has it, and the block that seals it. */
export interface OwnedSecret {
  readonly secret: RecordSecret;
  readonly block: CID;
  readonly publicKey: Uint8Array;
}

/** Where an owner's secret is looked for. */
interface SecretPlace {
  history: RecordHistory;
  /** With `ahead`: which versions of the secret entries are sealed under. */
  rotations?: readonly LoadedRotation[];
  /** Entries that are being fetched anyway. */
  ahead?: { get(event: PublishedEntry): Promise<{ entry: Entry }> | undefined };
  signal?: AbortSignal | undefined;
}

/**
 * Opens the present record secret as the owner, from the secret block that the owner's newest entry links,
 * or another of theirs of the same version. Links in other people's entries are not trusted (protocol §3).
 *
 * @throws SharingError `sharing/not-owner`, `sharing/entry-invalid`; StorageError; CryptoError
 */
export async function openOwnSecret(
  { store }: Context,
  reader: Reader,
  of: SecretPlace,
): Promise<OwnedSecret> {
  const { history, signal } = of;
  if (!sameAddress(history.owner, reader.address)) {
    throw new SharingError("sharing/not-owner", "Only the record's owner may do this.");
  }
  const { newest, fetched } = linkingEntry(reader, of);
  const ahead = await fetched?.catch(() => undefined);
  const entry =
    ahead?.entry ?? decodeEntry(await store.get(structuredCid(newest.head), { signal }));
  const block = decodeSecret(await store.get(entry.secret, { signal }));
  const secret = await openAsAny(reader, (identity) => openSecret(block, identity));
  requireBlock(block, { record: fromHex(history.record), version: entry.version });
  return { secret, block: entry.secret, publicKey: block.publicKey };
}

/** The owner's newest entry, and the newest of the same version of the secret that is on its way. */
function linkingEntry(
  { address }: Reader,
  { history, rotations = [], ahead }: SecretPlace,
): { newest: PublishedEntry; fetched: Promise<{ entry: Entry }> | undefined } {
  const own = history.publications.filter(({ author }) => sameAddress(author, address));
  const newest = own.at(-1);
  if (newest === undefined) {
    throw new SharingError("sharing/entry-invalid", "The owner has published no entry.");
  }
  const version = versionAt(rotations, newest.epoch);
  const linking = own.findLast(
    (it) => ahead?.get(it) && versionAt(rotations, it.epoch) === version,
  );
  return { newest, fetched: linking && ahead?.get(linking) };
}

/**
 * The versions of the record secret before one, ascending: each seals the one before it.
 *
 * @throws SharingError `sharing/entry-invalid`; StorageError; CryptoError
 */
export async function openEarlierSecrets(
  { store }: Context,
  present: OwnedSecret,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<OwnedSecret[]> {
  const found: OwnedSecret[] = [];
  let next = present;
  while (next.secret.version > 0) {
    next = await openPrevious({ store }, next, { signal });
    found.unshift(next);
  }
  return found;
}

async function openPrevious(
  { store }: Pick<Context, "store">,
  { secret, block }: OwnedSecret,
  { signal }: { signal: AbortSignal | undefined },
): Promise<OwnedSecret> {
  const later = decodeSecret(await store.get(block, { signal }));
  const opened = await openPreviousSecret(later, secret);
  if (later.previous === null || opened === null) throw foreignBlock();
  const earlier = { record: secret.record, version: secret.version - 1, secret: opened };
  return checkSecret({ store }, earlier, { block: later.previous.block, signal });
}

/**
 * Compares a secret with the block that it should be from, which may be sealed to somebody else.
 *
 * @throws SharingError `sharing/entry-invalid` if it is not that block's; StorageError; CryptoError
 */
export async function checkSecret(
  { store }: Pick<Context, "store">,
  secret: RecordSecret,
  of: { block: CID; signal?: AbortSignal | undefined },
): Promise<OwnedSecret> {
  const block = decodeSecret(await store.get(of.block, { signal: of.signal }));
  requireBlock(block, secret);
  const { publicKey } = await recordKeyPair(secret);
  if (!equalBytes(publicKey, block.publicKey)) throw foreignBlock();
  return { secret, block: of.block, publicKey };
}

function requireBlock(
  block: SecretBlock,
  { record, version }: { record: Uint8Array; version: number },
): void {
  if (!equalBytes(record, block.record) || block.version !== version) throw foreignBlock();
}

function foreignBlock(): SharingError {
  return new SharingError("sharing/entry-invalid", "The record's secret block is another's.");
}
