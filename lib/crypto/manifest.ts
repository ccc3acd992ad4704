import * as dagCbor from "@ipld/dag-cbor";
import * as z from "zod/mini";
import { concatBytes } from "../bytes.ts";
import type { Block } from "./block-codec.ts";
import {
  blockFormat,
  blockLink,
  byteString,
  bytes,
  decodeBlock,
  encodeBlock,
  section,
  streamLink,
  uint,
  version,
} from "./block-codec.ts";
import type { KeyPair } from "./hpke.ts";
import { hkdf } from "./kdf.ts";
import { SEAL_OVERHEAD, SECRET_SIZE } from "./limits.ts";
import { logItem } from "./log-item.ts";
import type { Random } from "./random.ts";
import { platformRandom } from "./random.ts";
import type { RecordSecret } from "./record-keys.ts";
import { manifestKey } from "./record-keys.ts";
import { seal, unseal } from "./seal.ts";
import { TAGS } from "./tags.ts";

/** Events in a page: what is written anew with every entry stays below this. */
export const MANIFEST_PAGE = 64;

const format = blockFormat("manifest", {
  record: bytes(SECRET_SIZE),
  version,
  salt: bytes(SECRET_SIZE),
  pages: z.array(blockLink),
  links: z.array(blockLink),
  sealed: byteString(({ length }) => length > SEAL_OVERHEAD),
});

/** A manifest, or one of its pages, before it is opened (protocol §13). */
export type Manifest = z.infer<typeof format>;

const contentFormat = blockFormat("events", {
  first: uint(2 ** 32),
  entry: z.nullable(z.strictObject({ section, body: streamLink })),
  events: z.array(logItem),
});

/** What a manifest holds. */
export interface ManifestContent {
  /** The number of the first event in the record's journal. */
  first: number;
  /** The entry that it was made for; null in a page. */
  entry: z.infer<typeof contentFormat>["entry"];
  events: z.infer<typeof logItem>[];
}

/** The keys of a record's manifests: only its owner, under that identity, can make or open one. */
export interface ManifestKeys {
  secret: RecordSecret;
  owner: KeyPair;
}

/**
 * Seals events of a record. `pages` are the manifests of the events before them; `links` the blocks
 * that the events name, for whoever keeps blocks by following links.
 */
export async function sealManifest(
  content: ManifestContent,
  input: Pick<Manifest, "pages" | "links"> & { keys: ManifestKeys; random?: Random },
): Promise<Block> {
  const { keys, pages, links, random = platformRandom } = input;
  const { record, version } = keys.secret;
  const salt = random(SECRET_SIZE);
  const head = { v: 1 as const, type: "manifest" as const, record, version, salt, pages, links };
  const plaintext = encodeBlock(contentFormat, { v: 1, type: "events", ...content }).bytes;
  const sealed = await seal(sealKey(keys, salt), { aad: dagCbor.encode(head), plaintext });
  return encodeBlock(format, { ...head, sealed });
}

/** @throws CryptoError as `decodeBlock` does */
export function decodeManifest(encoded: Uint8Array): Manifest {
  return decodeBlock(format, encoded);
}

/**
 * Opens a manifest or a page.
 *
 * @throws CryptoError `crypto/tampered` with the keys of another record, version or identity, which
 *   is also what a manifest meets that somebody else made; `crypto/malformed` if what was sealed is
 *   not a list of events
 */
export async function openManifest(
  manifest: Manifest,
  keys: ManifestKeys,
): Promise<ManifestContent> {
  const { sealed, ...head } = manifest;
  const key = sealKey(keys, manifest.salt);
  const plaintext = await unseal(key, { aad: dagCbor.encode(head), sealed });
  const { first, entry, events } = decodeBlock(contentFormat, plaintext);
  return { first, entry, events };
}

function sealKey({ secret, owner }: ManifestKeys, salt: Uint8Array): Uint8Array {
  const ownerKey = hkdf({ ikm: owner.seed, info: [TAGS.manifestOwner, secret.record] });
  const ikm = concatBytes(manifestKey(secret), ownerKey);
  const key = hkdf({ ikm, salt, info: [TAGS.manifestSeal] });
  ikm.fill(0);
  return key;
}
