import type { Hex } from "viem";
import { toHex } from "../../bytes.ts";
import { platformRandom } from "../../crypto/random.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { readOrRecall } from "../last-known.ts";
import type { Watch } from "../progress.ts";
import type { PublishDraft } from "../records/publish.ts";
import { storeDraft } from "../records/publish.ts";
import { deviceBlocks } from "./device-blocks.ts";
import { newItem } from "./item.ts";
import { sealItem } from "./item-seal.ts";
import { appendItem } from "./queue-store.ts";

/** An entry to be kept, with the titles of its record and section for its author's list. */
export interface QueuedDraft {
  record: Hex;
  section: number;
  draft: PublishDraft;
  titles: { record: string; section: string };
}

/**
 * Encrypts an entry and keeps it on this device until it is sent (`sendQueue`): for when there is no
 * network, or no store takes it. Who may write is judged by what this device last knew.
 *
 * Its blocks stay in the device's store, its keys sealed under the author's identity.
 *
 * @returns the item's id
 * @throws SharingError `sharing/not-kept` where the record is not on this device,
 *   `sharing/not-writer`, and as `accessRecord` does; StorageError `storage/full`,
 *   `storage/unavailable` where there is no store on this device
 */
export async function keepPublication(
  context: Context,
  account: Account,
  of: QueuedDraft & { isAway?: boolean } & Watch,
): Promise<{ id: Hex }> {
  const { record, section, draft, titles, isAway = false, ...watch } = of;
  const { value: stored } = await readOrRecall(
    context,
    async (at) => {
      const { store, given } = deviceBlocks(at);
      const to = { record, section, draft, ...watch };
      const content = await storeDraft({ ...at, store }, account, to);
      return { content, ...given() };
    },
    { isAway, signal: watch.signal },
  );
  const { content, blocks, size } = stored;
  const id = toHex(platformRandom(32));
  const files = draft.files.map(({ name }) => name);
  const label = { ...titles, message: draft.message, files };
  const place = { id, record, section };
  const sealed = await sealItem(context, account, { place, content, label });
  await appendItem(context, {
    account: account.address,
    item: { kind: "publication", ...newItem(id), record, section, blocks, size, sealed, heads: [] },
  });
  return { id };
}
