import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import { sealBody } from "../../crypto/body.ts";
import type { Content } from "../../crypto/content-keys.ts";
import { bodyStreamKey, newContent } from "../../crypto/content-keys.ts";
import { writeUnixFs } from "../../storage/unixfs-writer.ts";
import type { Context } from "../context.ts";
import type { Watch } from "../progress.ts";
import type { FileSource } from "./files.ts";
import { storeFile } from "./files.ts";

/** What an entry says. `title` and `description` are its section's, as of this entry. */
export interface EntryDraft {
  title: string;
  description: string;
  message: string;
  files: readonly FileSource[];
}

/** An entry's content, encrypted and stored, ready to be sealed under any slice and epoch. */
export interface StoredContent extends Content {
  readonly body: CID;
}

/**
 * Encrypts and stores the files and the body of an entry: what is long, and what need not be done
 * again when the entry has to be sealed again.
 *
 * @throws SharingError `sharing/file-changed`; StorageError
 */
export async function storeContent(
  context: Context,
  draft: EntryDraft,
  to: { record: Hex; section: number } & Watch,
): Promise<StoredContent> {
  const content = newContent();
  const place = { record: fromHex(to.record), section: to.section };
  const files = [];
  for (const [number, source] of draft.files.entries()) {
    to.signal?.throwIfAborted();
    files.push(
      await storeFile(context, source, {
        ...place,
        content,
        number,
        onProgress: to.onProgress,
        signal: to.signal,
      }),
    );
  }
  const { title, description, message } = draft;
  const ciphertext = await sealBody(
    { title, description, message, written: Date.now(), files },
    { streamKey: bodyStreamKey(content, place) },
  );
  const { cid } = await writeUnixFs([ciphertext], { store: context.store, signal: to.signal });
  return { ...content, body: cid };
}
