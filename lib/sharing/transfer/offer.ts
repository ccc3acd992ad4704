import type { Address, Hex } from "viem";
import { sealHandover } from "../../crypto/handover.ts";
import { offer as offerCall } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import { sameAddress } from "../address.ts";
import { digestHex } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { requireKeys } from "../published-key.ts";
import { openOwnSecret } from "../records/record-secret.ts";
import { readHistory } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { handoverContext } from "./handover-context.ts";

/**
 * Offers a record to an account. It stays with its owner until the account accepts, but the offer
 * hands over the record's secret: whoever is offered a record can read all of it from then on, until
 * the offer is withdrawn. To the same account, an offer takes the place of an earlier one.
 *
 * @throws SharingError `sharing/no-key`, `sharing/not-owner`, `sharing/offered` if it is on offer to
 *   somebody else; LedgerError `ledger/account-invalid` for oneself, and others; StorageError; the
 *   signal's reason until the transaction was sent
 */
export async function offerRecord(
  context: Context,
  account: Account,
  { record, to, ...watch }: { record: Hex; to: Address } & SendWatch,
): Promise<void> {
  const { signal } = watch;
  watch.onProgress?.({ step: "prepare" });
  const [publicKey] = await requireKeys(context, [to], watch);
  const prepare = async () => {
    const { history } = await readHistory(context, record, watch);
    const { secret, block } = await openOwnSecret(context, account, { history, signal });
    if (history.offer !== null && !sameAddress(history.offer.account, to)) {
      throw new SharingError("sharing/offered", "This record is on offer to somebody else.");
    }
    const handover = await sealHandover(secret, {
      context: handoverContext(context, { record, owner: history.owner, newOwner: to }),
      publicKey: publicKey as Uint8Array,
      secretBlock: block,
    });
    await context.store.put(handover, { signal });
    const offered = { record, account: to, handover: digestHex(handover.cid) };
    return { call: offerCall(context.ledger, offered) };
  };
  await transact(context, account, { prepare, ...watch });
}
