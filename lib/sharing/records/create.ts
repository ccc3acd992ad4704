import type { Hex } from "viem";
import { fromHex } from "../../bytes.ts";
import { platformRandom } from "../../crypto/random.ts";
import { recordKeyPair } from "../../crypto/record-keys.ts";
import { sealSecret } from "../../crypto/secret-block.ts";
import { hasCode } from "../../error.ts";
import { nextSalt } from "../../ledger/owned-records.ts";
import { recordId } from "../../ledger/record-id.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch, Watch } from "../progress.ts";
import { queuedSalts } from "../queue/queue-store.ts";
import type { UploadOptions } from "../uploads/run-upload.ts";
import { isResumable, startUpload } from "../uploads/run-upload.ts";
import type { ContentPlan, EntryDraft, StoredContent } from "./content.ts";
import { amountOf, planContent, storePlan } from "./content.ts";
import { COVER } from "./cover.ts";
import { createWithContent } from "./create-content.ts";
import type { OwnedSecret } from "./record-secret.ts";

/** A record to be: its title and description, and its sections in order (at most 127). */
export interface RecordDraft {
  title: string;
  description: string;
  sections: readonly EntryDraft[];
}

/**
 * Creates a record with its first entries: the cover (section 0), and one entry for each section.
 * Large ones are uploads, which can go on later (`listUploads`) if this fails or is stopped.
 *
 * @throws LedgerError; StorageError; SharingError `sharing/file-changed`; the signal's reason until
 *   the transaction was sent
 */
export async function createRecord(
  context: Context,
  account: Account,
  { draft, ...watch }: { draft: RecordDraft } & SendWatch & UploadOptions,
): Promise<{ record: Hex }> {
  for (;;) {
    watch.onProgress?.({ step: "prepare" });
    const { address } = account;
    const [next, taken] = await Promise.all([
      nextSalt(context.ledger, address, { signal: watch.signal }),
      queuedSalts(context, { account: address }),
    ]);
    let salt = next;
    while (taken.has(salt)) salt++;
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
  of: { draft: RecordDraft; salt: number } & SendWatch & UploadOptions,
): Promise<{ record: Hex }> {
  const { draft, salt, pause, ...watch } = of;
  const { signal, onProgress } = watch;
  const record = recordId(context.ledger, { owner: account.address, salt });
  const secret = await newSecret(context, account, { record, signal });
  const { entries, parts } = planRecord(draft, record);
  if (isResumable(parts, watch)) {
    const sources = entries.flatMap(({ files }) => files);
    const creation = {
      salt,
      title: draft.title,
      secret: secret.secret.secret,
      secretBlock: secret.block,
    };
    await startUpload(context, account, { ...watch, pause, parts, sources, creation });
    return { record };
  }
  const contents = await storeParts(context, { entries, parts, pause, signal, onProgress });
  await createWithContent(context, account, { record, salt, secret, contents, ...watch });
  return { record };
}

/**
 * Encrypts and stores all of a record to be, and tells the chain nothing.
 *
 * @throws SharingError `sharing/file-changed`; StorageError; the signal's reason
 */
export async function storeRecord(
  context: Context,
  account: Account,
  of: { draft: RecordDraft; record: Hex } & Watch,
): Promise<{ secret: OwnedSecret; contents: StoredContent[] }> {
  const { draft, record, signal, onProgress } = of;
  onProgress?.({ step: "prepare" });
  const secret = await newSecret(context, account, { record, signal });
  const planned = planRecord(draft, record);
  return { secret, contents: await storeParts(context, { ...planned, signal, onProgress }) };
}

interface PlannedRecord {
  entries: readonly EntryDraft[];
  parts: readonly ContentPlan[];
}

function planRecord({ title, description, sections }: RecordDraft, record: Hex): PlannedRecord {
  const entries = [{ title, description, message: "", files: [] }, ...sections];
  const parts = entries.map((entry, i) => planContent(entry, { record, section: COVER + i }));
  return { entries, parts };
}

async function storeParts(
  context: Context,
  { entries, parts, ...options }: PlannedRecord & Pick<UploadOptions, "pause"> & Watch,
): Promise<StoredContent[]> {
  const contents: StoredContent[] = [];
  for (const [i, plan] of parts.entries()) {
    const sources = entries[i]?.files ?? [];
    const among = amountOf(parts, i);
    contents.push(await storePlan(context, plan, { ...options, sources, among }));
  }
  return contents;
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
