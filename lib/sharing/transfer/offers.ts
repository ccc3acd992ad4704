import type { Address, Hex } from "viem";
import { z } from "zod/mini";
import type { EventOf } from "../../ledger/event.ts";
import { lentJournal } from "../../ledger/history.ts";
import { readRecords } from "../../ledger/record.ts";
import { sameAddress } from "../address.ts";
import type { Context } from "../context.ts";

/** A record that is on offer to an account. */
export interface ListedOffer {
  record: Hex;
  owner: Address;
  /** The block and the transaction of the offer. */
  offeredIn: { block: bigint; transaction: Hex };
  /** Whether this device was told to pass over it: {@link declineOffer}. */
  declined: boolean;
}

const declinedSchema = z.array(z.string());

/** The records that are on offer to an account, the newest offer first. @throws LedgerError */
export async function listOffers(
  context: Context,
  { account, signal }: { account: Address; signal?: AbortSignal | undefined },
): Promise<ListedOffer[]> {
  const { events } = await lentJournal(context.ledger, account, { signal });
  const newest = new Map<Hex, EventOf<"offered">>();
  for (const event of events.toReversed()) {
    if (event.kind === "offered" && !newest.has(event.record)) newest.set(event.record, event);
  }
  const offers = [...newest.values()];
  const records = await readRecords(
    context.ledger,
    offers.map(({ record }) => record),
    { signal },
  );
  const declined = readDeclined(await context.memory.get(keyOf(account)));
  return offers.flatMap((offer, i) => {
    const record = records[i];
    const { transactionHash: transaction, blockNumber: block } = offer;
    if (!record?.pendingOwner || record.closed) return [];
    if (!sameAddress(record.pendingOwner, account)) return [];
    const { id, owner } = record;
    const isDeclined = declined.includes(transaction);
    return [{ record: id, owner, offeredIn: { block, transaction }, declined: isDeclined }];
  });
}

/**
 * Has this device pass over an offer. The ledger has no word for it: the offer stands until its
 * owner withdraws it, and can still be accepted.
 */
export async function declineOffer(
  { memory }: Context,
  { account, offer }: { account: Address; offer: Pick<ListedOffer, "offeredIn"> },
): Promise<void> {
  const { transaction } = offer.offeredIn;
  await memory.update(keyOf(account), (present) => [
    ...new Set([...readDeclined(present), transaction]),
  ]);
}

function readDeclined(stored: unknown): string[] {
  const parsed = z.safeParse(declinedSchema, stored);
  return parsed.success ? parsed.data : [];
}

function keyOf(account: Address): string {
  return `declined-offers/${account.toLowerCase()}`;
}
