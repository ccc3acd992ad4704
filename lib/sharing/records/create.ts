import type { Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import { platformRandom } from "../../crypto/random.ts";
import { FIRST_EPOCH_NONCE, recordKeyPair } from "../../crypto/record-keys.ts";
import { sealSecret } from "../../crypto/secret-block.ts";
import { hasCode } from "../../error.ts";
import { readBlock } from "../../ledger/block.ts";
import { createRecord as createRecordCall } from "../../ledger/calls.ts";
import { nextSalt } from "../../ledger/owned-records.ts";
import { recordId } from "../../ledger/record-id.ts";
import { sliceOf } from "../../slice.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch } from "../progress.ts";
import { storeManifest } from "../recovery/manifests.ts";
import { transact } from "../transact.ts";
import type { EntryDraft, StoredContent } from "./content.ts";
import { amountOf, storeContent } from "./content.ts";
import { COVER } from "./cover.ts";
import { sealContent } from "./publication.ts";
import { ownerKeys } from "./record-keys.ts";
import type { OwnedSecret } from "./record-secret.ts";

/** A record to be: its title and description, and its sections in order (at most 127). */
export interface RecordDraft {
  title: string;
  description: string;
  sections: readonly EntryDraft[];
}

/**
 * Creates a record with its first entries: the cover (section 0), and one entry for each section.
 *
 * @throws LedgerError; StorageError; SharingError `sharing/file-changed`; the signal's reason until
 *   the transaction was sent
 */
export async function createRecord(
  context: Context,
  account: Account,
  { draft, ...watch }: { draft: RecordDraft } & SendWatch,
): Promise<{ record: Hex }> {
  for (;;) {
    watch.onProgress?.({ step: "prepare" });
    const salt = await nextSalt(context.ledger, account.address, { signal: watch.signal });
    try {
      return await createWithSalt(context, account, { draft, salt, ...watch });
    } catch (error) {
      // Another device of this owner took the number; content is bound to it, so all begins again.
      if (!hasCode(error, "ledger/record-exists")) throw error;
    }
  }
}

async function createWithSalt(
  context: Context,
  account: Account,
  { draft, salt, ...watch }: { draft: RecordDraft; salt: number } & SendWatch,
): Promise<{ record: Hex }> {
  const { signal } = watch;
  const record = recordId(context.ledger, { owner: account.address, salt });
  const { secret, block, publicKey } = await newSecret(context, account, { record, signal });
  const keys = ownerKeys({ secret, block, publicKey });
  const cover = { title: draft.title, description: draft.description, message: "", files: [] };
  const contents: StoredContent[] = [];
  const entries = [cover, ...draft.sections];
  for (const [section, entry] of entries.entries()) {
    const among = amountOf(entries, section);
    contents.push(await storeContent(context, entry, { record, section, among, ...watch }));
  }
  const manifests = await Promise.all(
    contents.map(({ body }, i) => {
      const entry = { section: COVER + i, body };
      return storeManifest(context, account, { history: null, secret, entry, signal });
    }),
  );
  const prepare = async () => {
    const { timestamp } = await readBlock(context.ledger, { signal });
    const publications = await Promise.all(
      contents.map((content, i) =>
        sealContent(context, keys, {
          content,
          manifest: manifests[i] ?? null,
          record,
          section: COVER + i,
          author: account.address,
          previous: null,
          slice: sliceOf(timestamp),
          epoch: 0,
          keyEpoch: { epoch: 0, nonce: FIRST_EPOCH_NONCE, slice: 0 },
          signal,
        }),
      ),
    );
    return { call: createRecordCall(context.ledger, { salt, publications }) };
  };
  await transact(context, account, { prepare, ...watch });
  return { record };
}

/** Draws a record secret and stores the block that seals it to its owner. */
async function newSecret(
  context: Context,
  account: Account,
  { record, signal }: { record: Hex; signal: AbortSignal | undefined },
): Promise<OwnedSecret> {
  const secret = { record: fromHex(record), version: 0, secret: platformRandom(32) };
  const block = await sealSecret({
    secret,
    owner: fromHex(account.address),
    ownerPublicKey: account.identity.publicKey,
    previous: null,
  });
  await context.store.put(block, { signal });
  const { publicKey } = await recordKeyPair(secret);
  return { secret, block: block.cid, publicKey };
}
