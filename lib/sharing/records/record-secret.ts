import type { CID } from "multiformats/cid";
import { fromHex } from "../../bytes.ts";
import { decodeEntry } from "../../crypto/entry.ts";
import type { RecordSecret } from "../../crypto/record-keys.ts";
import { decodeSecret, openSecret } from "../../crypto/secret-block.ts";
import type { Reader } from "../account.ts";
import { sameAddress } from "../address.ts";
import { structuredCid } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { RecordHistory } from "./record-history.ts";

/** A record's secret, as its owner has it, and the block that seals it. */
export interface OwnedSecret {
  readonly secret: RecordSecret;
  readonly block: CID;
  readonly publicKey: Uint8Array;
}

/**
 * Opens the record secret as the owner, from the secret block that the owner's newest entry links.
 * Links in other people's entries are not trusted (protocol §3).
 *
 * @throws SharingError `sharing/not-owner`, `sharing/entry-invalid`; StorageError; CryptoError
 */
export async function openOwnSecret(
  { store }: Context,
  { address, identity }: Reader,
  { history, signal }: { history: RecordHistory; signal?: AbortSignal | undefined },
): Promise<OwnedSecret> {
  if (!sameAddress(history.owner, address)) {
    throw new SharingError("sharing/not-owner", "Only the record's owner may do this.");
  }
  const own = history.publications.findLast((it) => sameAddress(it.author, address));
  if (own === undefined) {
    throw new SharingError("sharing/entry-invalid", "The owner has published no entry.");
  }
  const entry = decodeEntry(await store.get(structuredCid(own.head), { signal }));
  const block = decodeSecret(await store.get(entry.secret, { signal }));
  const secret = await openSecret(block, identity);
  const belongs = fromHex(history.record).every((byte, i) => byte === block.record[i]);
  if (!belongs || block.version !== entry.version) {
    throw new SharingError("sharing/entry-invalid", "The record's secret block is another's.");
  }
  return { secret, block: entry.secret, publicKey: block.publicKey };
}
