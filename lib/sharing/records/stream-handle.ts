import type { BodyStream } from "../../crypto/body.ts";
import type { Content, ContentPlace, StreamKey } from "../../crypto/content-keys.ts";
import { fileStreamKey, lentStreamKey } from "../../crypto/content-keys.ts";
import { padmeLength } from "../../crypto/padme.ts";
import { ciphertextSize } from "../../crypto/stream-geometry.ts";
import type { StoreOptions } from "../../storage/store.ts";
import type { UnixFsFile } from "../../storage/unixfs-reader.ts";
import { openUnixFs } from "../../storage/unixfs-reader.ts";
import type { Context } from "../context.ts";

/** A stream of an entry that was opened: where it is stored, and what opens it. */
export interface StreamHandle extends ContentPlace {
  /** Of the entry. */
  readonly content: Content;
  /** Its number in the entry's body. */
  readonly number: number;
  readonly stream: BodyStream;
}

/** The key of a stream, of the entry itself or lent from an earlier one. */
export function streamKeyOf({ content, stream, ...place }: StreamHandle): StreamKey {
  return stream.key === null ? fileStreamKey(content, place) : lentStreamKey(stream.key, place);
}

/** Bytes of the stored stream: ciphertext of the padded plaintext. */
export function storedSize({ size }: Pick<BodyStream, "size">): number {
  return ciphertextSize(padmeLength(size));
}

/**
 * Opens the stored stream. Fetches its root node, and nothing where it is of one leaf.
 *
 * @throws StorageError; `storage/malformed` if it is not as long as the entry says
 */
export async function openStoredStream(
  { store }: Pick<Context, "store">,
  { stream }: Pick<StreamHandle, "stream">,
  { signal }: StoreOptions = {},
): Promise<UnixFsFile> {
  return openUnixFs(stream.cid, { source: store, size: storedSize(stream), signal });
}
