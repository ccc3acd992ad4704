import * as dagCbor from "@ipld/dag-cbor";
import { CID } from "multiformats/cid";
import type { Hex } from "viem";
import * as z from "zod/mini";
import { fromHex, toHex, utf8ToBytes } from "../../bytes.ts";
import { openOnDevice, sealOnDevice } from "../../crypto/device-seal.ts";
import { CryptoError } from "../../crypto/errors.ts";
import type { Reader } from "../account.ts";
import { openAsAny } from "../account.ts";
import type { Context } from "../context.ts";
import type { StoredContent } from "../records/content.ts";
import { COVER } from "../records/cover.ts";

/** What an entry that waits is called, for its author alone. */
export interface QueueLabel {
  /** Titles of the record and of the section, as they were when it was kept. */
  readonly record: string;
  readonly section: string;
  readonly message: string;
  readonly files: readonly string[];
}

/** Where a sealed item belongs: it opens nowhere else. */
export interface ItemPlace {
  readonly id: Hex;
  readonly record: Hex;
  readonly section: number;
}

const bytes32 = z.custom<Uint8Array>((it) => it instanceof Uint8Array && it.length === 32);
const cid = z.custom<CID>((it) => CID.asCID(it) !== null);
const contentSchema = z.looseObject({ id: bytes32, contentKey: bytes32, body: cid });
const labelSchema = z.object({
  record: z.string(),
  section: z.string(),
  message: z.string(),
  files: z.array(z.string()),
});

const publicationSchema = z.object({ content: contentSchema, label: labelSchema });
const creationSchema = z.object({
  secret: bytes32,
  secretBlock: cid,
  contents: z.array(contentSchema),
  label: labelSchema,
});

/** A record to be has no section of its own. */
export function creationPlace({ id, record }: Pick<ItemPlace, "id" | "record">): ItemPlace {
  return { id, record, section: COVER };
}

/** What it takes to create a record whose content is stored. */
export interface KeptCreation {
  /** The record's secret, and the block that seals it to its owner. */
  readonly secret: Uint8Array;
  readonly secretBlock: CID;
  /** By section, from the cover on. */
  readonly contents: readonly StoredContent[];
}

/** Seals an entry's content keys and names under its author's identity. */
export function sealItem(
  context: Pick<Context, "ledger">,
  author: Reader,
  of: { place: ItemPlace; content: StoredContent; label: QueueLabel },
): Promise<Hex> {
  const sealed = { content: { ...of.content }, label: plain(of.label) };
  return sealAt(author, placeBytes(context, author, { ...of.place, kind: "queue" }), sealed);
}

/** Seals a record's secret, its content keys and its names under its owner's identity. */
export function sealCreation(
  context: Pick<Context, "ledger">,
  owner: Reader,
  of: { place: ItemPlace; creation: KeptCreation; label: QueueLabel },
): Promise<Hex> {
  const contents = of.creation.contents.map((content) => ({ ...content }));
  const sealed = { ...of.creation, contents, label: plain(of.label) };
  return sealAt(owner, placeBytes(context, owner, { ...of.place, kind: "queue-creation" }), sealed);
}

/**
 * Opens what {@link sealItem} made, with any of the author's identities.
 *
 * @throws CryptoError `crypto/tampered`, `crypto/malformed`
 */
export function openItem(
  context: Pick<Context, "ledger">,
  author: Reader,
  of: { place: ItemPlace; sealed: Hex },
): Promise<{ content: StoredContent; label: QueueLabel }> {
  const place = placeBytes(context, author, { ...of.place, kind: "queue" });
  return openAt(author, { place, sealed: of.sealed }, publicationSchema);
}

/** Opens what {@link sealCreation} made. @throws as {@link openItem} */
export function openCreation(
  context: Pick<Context, "ledger">,
  owner: Reader,
  of: { place: ItemPlace; sealed: Hex },
): Promise<KeptCreation & { label: QueueLabel }> {
  const place = placeBytes(context, owner, { ...of.place, kind: "queue-creation" });
  return openAt(owner, { place, sealed: of.sealed }, creationSchema);
}

async function sealAt(reader: Reader, place: Uint8Array, value: unknown): Promise<Hex> {
  const plaintext = dagCbor.encode(value);
  return toHex(await sealOnDevice(reader.identity, { place, plaintext }));
}

async function openAt<T>(
  reader: Reader,
  of: { place: Uint8Array; sealed: Hex },
  schema: z.ZodMiniType<T>,
): Promise<T> {
  const { place } = of;
  const sealed = fromHex(of.sealed);
  const plaintext = await openAsAny(reader, (identity) =>
    openOnDevice(identity, { place, sealed }),
  );
  const parsed = z.safeParse(schema, dagCbor.decode(plaintext));
  if (!parsed.success) {
    throw new CryptoError("crypto/malformed", "This was made by another version.", {
      cause: parsed.error,
    });
  }
  return parsed.data;
}

function plain({ record, section, message, files }: QueueLabel) {
  return { record, section, message, files: [...files] };
}

function placeBytes(
  { ledger }: Pick<Context, "ledger">,
  { address }: Pick<Reader, "address">,
  { kind, id, record, section }: ItemPlace & { kind: "queue" | "queue-creation" },
): Uint8Array {
  const parts = [kind, ledger.chainId, ledger.ledger, address, id, record, section];
  return utf8ToBytes(parts.join("/").toLowerCase());
}
