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

const schema = z.object({
  content: z.looseObject({
    id: z.custom<Uint8Array>((it) => it instanceof Uint8Array && it.length === 32),
    contentKey: z.custom<Uint8Array>((it) => it instanceof Uint8Array && it.length === 32),
    body: z.custom<CID>((it) => CID.asCID(it) !== null),
  }),
  label: z.object({
    record: z.string(),
    section: z.string(),
    message: z.string(),
    files: z.array(z.string()),
  }),
});

/** Seals an entry's content keys and names under its author's identity. */
export async function sealItem(
  context: Pick<Context, "ledger">,
  author: Reader,
  of: { place: ItemPlace; content: StoredContent; label: QueueLabel },
): Promise<Hex> {
  const { record, section, message, files } = of.label;
  const label = { record, section, message, files: [...files] };
  const plaintext = dagCbor.encode({ content: { ...of.content }, label });
  const place = placeBytes(context, author, of.place);
  return toHex(await sealOnDevice(author.identity, { place, plaintext }));
}

/**
 * Opens what {@link sealItem} made, with any of the author's identities.
 *
 * @throws CryptoError `crypto/tampered`, `crypto/malformed`
 */
export async function openItem(
  context: Pick<Context, "ledger">,
  author: Reader,
  of: { place: ItemPlace; sealed: Hex },
): Promise<{ content: StoredContent; label: QueueLabel }> {
  const place = placeBytes(context, author, of.place);
  const sealed = fromHex(of.sealed);
  const plaintext = await openAsAny(author, (identity) =>
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

function placeBytes(
  { ledger }: Pick<Context, "ledger">,
  { address }: Pick<Reader, "address">,
  { id, record, section }: ItemPlace,
): Uint8Array {
  const parts = ["queue", ledger.chainId, ledger.ledger, address, id, record, section];
  return utf8ToBytes(parts.join("/").toLowerCase());
}
