import type { CID } from "multiformats/cid";
import type { Hex } from "viem";
import { FIRST_EPOCH_NONCE } from "../../crypto/record-keys.ts";
import { hasCode } from "../../error.ts";
import { readBlock } from "../../ledger/block.ts";
import { createRecord as createRecordCall } from "../../ledger/calls.ts";
import { sliceOf } from "../../slice.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch } from "../progress.ts";
import { storeManifest } from "../recovery/manifests.ts";
import { transact } from "../transact.ts";
import type { StoredContent } from "./content.ts";
import { COVER } from "./cover.ts";
import { sealContent } from "./publication.ts";
import { ownerKeys } from "./record-keys.ts";
import type { OwnedSecret } from "./record-secret.ts";
import { readHistory } from "./snapshot.ts";

/** Entries that were sealed, of which one transaction at most lands, in this run or an earlier one. */
export interface Attempts {
  /** Writes down what is about to be sent. */
  note(heads: readonly { head: Hex; slice: number }[]): Promise<void>;
  /** Which of those written down stands in the ledger. */
  landed(publications: readonly { head: Hex }[]): Promise<Hex | null>;
}

/**
 * Creates a record whose secret and first entries are stored, by section from the cover on.
 *
 * @throws LedgerError, `ledger/record-exists` if another device took the number; StorageError; the
 *   signal's reason until the transaction was sent
 */
export async function createWithContent(
  context: Context,
  account: Account,
  of: {
    record: Hex;
    salt: number;
    secret: OwnedSecret;
    contents: readonly StoredContent[];
    attempts?: Attempts;
  } & SendWatch,
): Promise<{ heads: Hex[] }> {
  const { record, salt, secret, contents, attempts, ...watch } = of;
  const { signal } = watch;
  const keys = ownerKeys(secret);
  const manifests: (CID | null)[] = await Promise.all(
    contents.map(({ body }, i) => {
      const entry = { section: COVER + i, body };
      return storeManifest(context, account, {
        history: null,
        secret: secret.secret,
        entry,
        signal,
      });
    }),
  );
  const prepare = async () => {
    if (attempts && (await hasLanded(context, { record, attempts, signal }))) {
      return { call: null, heads: [] };
    }
    const { timestamp } = await readBlock(context.ledger, { signal });
    const slice = sliceOf(timestamp);
    const publications = await Promise.all(
      contents.map((content, i) =>
        sealContent(context, keys, {
          content,
          manifest: manifests[i] ?? null,
          record,
          section: COVER + i,
          author: account.address,
          previous: null,
          slice,
          epoch: 0,
          keyEpoch: { epoch: 0, nonce: FIRST_EPOCH_NONCE, slice: 0 },
          signal,
        }),
      ),
    );
    const heads = publications.map(({ newHead }) => newHead);
    await attempts?.note(heads.map((head) => ({ head, slice })));
    return { call: createRecordCall(context.ledger, { salt, publications }), heads };
  };
  const { heads } = await transact(context, account, { prepare, ...watch });
  return { heads };
}

async function hasLanded(
  context: Context,
  of: { record: Hex; attempts: Attempts; signal: AbortSignal | undefined },
): Promise<boolean> {
  try {
    const { history } = await readHistory(context, of.record, { signal: of.signal });
    return (await of.attempts.landed(history.publications)) !== null;
  } catch (error) {
    if (hasCode(error, "sharing/no-record")) return false;
    throw error;
  }
}
