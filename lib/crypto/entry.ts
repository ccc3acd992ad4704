import * as dagCbor from "@ipld/dag-cbor";
import * as z from "zod/mini";
import { concatBytes, equalBytes } from "../bytes.ts";
import { requireLength } from "./argument.ts";
import type { Block } from "./block-codec.ts";
import {
  blockFormat,
  blockLink,
  bytes,
  decodeBlock,
  encodeBlock,
  epoch,
  section,
  slice,
  storedLink,
  streamLink,
  version,
} from "./block-codec.ts";
import { contentCommitment } from "./content-keys.ts";
import { CryptoError } from "./errors.ts";
import type { KeyPair } from "./hpke.ts";
import { hpkeOpen, hpkeSeal } from "./hpke.ts";
import { hkdf } from "./kdf.ts";
import { ADDRESS_SIZE, HPKE_OVERHEAD, SEAL_OVERHEAD, SECRET_SIZE } from "./limits.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import { FIRST_EPOCH_NONCE, recordContext } from "./record-keys.ts";
import { seal, unseal } from "./seal.ts";
import { TAGS } from "./tags.ts";

const format = blockFormat("entry", {
  record: bytes(SECRET_SIZE),
  section,
  version,
  secret: blockLink,
  epoch,
  keyEpoch: epoch,
  nonce: bytes(SECRET_SIZE),
  slice,
  previous: z.nullable(blockLink),
  author: bytes(ADDRESS_SIZE),
  id: bytes(SECRET_SIZE),
  salt: bytes(SECRET_SIZE),
  commitment: bytes(SECRET_SIZE),
  body: streamLink,
  manifest: z.nullable(storedLink),
  lock: z.null(),
  wrapped: bytes(SECRET_SIZE + SEAL_OVERHEAD),
  sealed: bytes(SECRET_SIZE + HPKE_OVERHEAD),
}).check(
  z.refine(({ keyEpoch, epoch }) => keyEpoch <= epoch),
  z.refine(({ keyEpoch, nonce }) => keyEpoch > 0 || equalBytes(nonce, FIRST_EPOCH_NONCE)),
);

/** An entry of a section's history, its content key sealed (protocol §6). */
export type Entry = z.infer<typeof format>;

/** What an entry says of itself, before it is sealed. */
export type EntryHeader = Omit<
  Entry,
  "v" | "type" | "salt" | "commitment" | "lock" | "wrapped" | "sealed"
>;

/** The two secrets that a reader needs: of the entry's slice and of its key epoch. */
export type ReaderSecrets = { sliceKey: Uint8Array; epochSecret: Uint8Array };

/** What an entry is sealed with. */
export type SealEntryInput = ReaderSecrets & {
  contentKey: Uint8Array;
  recordPublicKey: Uint8Array;
  random?: Random;
};

/**
 * Seals an entry. To seal the same content under another slice, epoch or predecessor, call it again
 * with the same `id`, `body` and content key: every call draws a new salt.
 *
 * @throws CryptoError `crypto/malformed` for a header that has no place in the format;
 *   `crypto/invalid-argument` for a secret of another length; `crypto/invalid-public-key`
 */
export async function sealEntry(
  header: EntryHeader,
  input: SealEntryInput,
): Promise<Block & { entry: Entry }> {
  const { contentKey, recordPublicKey, random } = input;
  const head: EntryHead = {
    v: 1,
    type: "entry",
    record: header.record,
    section: header.section,
    version: header.version,
    secret: header.secret,
    epoch: header.epoch,
    keyEpoch: header.keyEpoch,
    nonce: header.nonce,
    slice: header.slice,
    previous: header.previous,
    author: header.author,
    id: header.id,
    salt: (random ?? platformRandom)(SECRET_SIZE),
    commitment: contentCommitment({ id: header.id, contentKey }, header.record),
    body: header.body,
    manifest: header.manifest,
    lock: null,
  };
  const aad = dagCbor.encode(head);
  const wrapped = await seal(wrapKey(head, input), { aad, plaintext: contentKey });
  const sealed = await hpkeSeal({
    publicKey: recordPublicKey,
    info: copyInfo(head),
    aad,
    plaintext: contentKey,
    random,
  });
  const entry = { ...head, wrapped, sealed };
  return { ...encodeBlock(format, entry), entry };
}

/** @throws CryptoError as `decodeBlock` does */
export function decodeEntry(encoded: Uint8Array): Entry {
  return decodeBlock(format, encoded);
}

/**
 * An entry's content key, for a reader.
 *
 * @throws CryptoError `crypto/tampered` if the secrets are not those of its slice and key epoch, or
 *   the entry was changed; `crypto/commitment-mismatch` if its author committed to another key
 */
export async function openEntryAsReader(entry: Entry, secrets: ReaderSecrets): Promise<Uint8Array> {
  const aad = dagCbor.encode(headOf(entry));
  const key = wrapKey(entry, secrets);
  return committed(entry, await unseal(key, { aad, sealed: entry.wrapped }));
}

/**
 * An entry's content key, for the owner: from the copy that is sealed to the record key pair.
 *
 * @throws CryptoError as {@link openEntryAsReader} does
 */
export async function openEntryAsOwner(entry: Entry, recordKeys: KeyPair): Promise<Uint8Array> {
  const opened = await hpkeOpen({
    keyPair: recordKeys,
    info: copyInfo(entry),
    aad: dagCbor.encode(headOf(entry)),
    sealed: entry.sealed,
  });
  return committed(entry, opened);
}

/** `H` of protocol §6, before it is encoded. */
type EntryHead = Omit<Entry, "wrapped" | "sealed">;

function headOf(entry: Entry): EntryHead {
  const { wrapped: _wrapped, sealed: _sealed, ...head } = entry;
  return head;
}

function wrapKey(head: EntryHead, { sliceKey, epochSecret }: ReaderSecrets): Uint8Array {
  requireLength(sliceKey, SECRET_SIZE, "slice key");
  requireLength(epochSecret, SECRET_SIZE, "epoch secret");
  const ikm = concatBytes(sliceKey, epochSecret);
  const key = hkdf({ ikm, salt: head.salt, info: [TAGS.entryWrap] });
  ikm.fill(0);
  return key;
}

function copyInfo(head: EntryHead): Uint8Array {
  return concatBytes(TAGS.entryCopy, recordContext(head.record, head.version));
}

function committed(entry: Entry, contentKey: Uint8Array): Uint8Array {
  const commitment = contentCommitment({ id: entry.id, contentKey }, entry.record);
  if (equalBytes(commitment, entry.commitment)) return contentKey;
  throw new CryptoError(
    "crypto/commitment-mismatch",
    "The author showed different readers different things.",
  );
}
