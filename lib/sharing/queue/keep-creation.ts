import type { Address, Hex } from "viem";
import { toHex } from "../../bytes.ts";
import { platformRandom } from "../../crypto/random.ts";
import { keptNextSalt } from "../../ledger/kept.ts";
import { SALT_GAP } from "../../ledger/owned-records.ts";
import { recordId } from "../../ledger/record-id.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { Watch } from "../progress.ts";
import type { RecordDraft } from "../records/create.ts";
import { storeRecord } from "../records/create.ts";
import { deviceBlocks } from "./device-blocks.ts";
import { newItem } from "./item.ts";
import { creationPlace, sealCreation } from "./item-seal.ts";
import { appendItem, queuedSalts } from "./queue-store.ts";

/**
 * Encrypts a record to be and keeps it on this device until it is created (`sendQueue`): for when there
 * is no network, or no store takes it. No node is asked.
 *
 * Its blocks stay in the device's store, its secret and its content keys sealed under the owner's
 * identity. Its content is bound to its id, which follows from its number among the owner's; so it gets
 * a number that nobody is likely to take before it is sent, and if another device of the owner does, it
 * gets stuck with `ledger/record-exists`.
 *
 * @returns the item's id, and the record's as it will be
 * @throws SharingError `sharing/not-kept` where this device has never seen which records the account
 *   has, `sharing/queue-full`, `sharing/file-changed`; StorageError `storage/full`,
 *   `storage/unavailable` where there is no store on this device; the signal's reason
 */
export async function keepCreation(
  context: Context,
  account: Account,
  of: { draft: RecordDraft } & Watch,
): Promise<{ id: Hex; record: Hex }> {
  const { draft, ...watch } = of;
  const { address } = account;
  const salt = await freeSalt(context, address);
  const record = recordId(context.ledger, { owner: address, salt });
  const { store, given } = deviceBlocks(context);
  const { secret, contents } = await storeRecord({ ...context, store }, account, {
    draft,
    record,
    ...watch,
  });
  const id = toHex(platformRandom(32));
  const sealed = await sealCreation(context, account, {
    place: creationPlace({ id, record }),
    creation: { secret: secret.secret.secret, secretBlock: secret.block, contents },
    label: {
      record: draft.title,
      section: "",
      message: draft.sections.map(({ title }) => title).join(", "),
      files: draft.sections.flatMap(({ files }) => files.map(({ name }) => name)),
    },
  });
  await appendItem(context, {
    account: address,
    item: { kind: "creation", ...newItem(id), record, salt, ...given(), sealed, heads: [] },
  });
  return { id, record };
}

/**
 * A number above those that the account's records are known to have, and within the gap over which they
 * are found (`findOwnedRecords`). Other devices take the lowest that is free, so this one leaves it.
 */
async function freeSalt(context: Context, owner: Address): Promise<number> {
  const next = await keptNextSalt(context.ledger, owner);
  if (next === null) {
    throw new SharingError("sharing/not-kept", "This device does not know the account's records.");
  }
  const taken = await queuedSalts(context, { account: owner });
  const free = Array.from({ length: SALT_GAP - 1 }, (_, i) => next + 1 + i).filter(
    (salt) => !taken.has(salt),
  );
  const [drawn = 0] = platformRandom(1);
  const salt = free[drawn % free.length];
  if (salt !== undefined) return salt;
  throw new SharingError("sharing/queue-full", "No more records can wait on this device.");
}
