import type { Hex } from "viem";
import { withdrawOffer as withdrawOfferCall } from "../../ledger/calls.ts";
import type { Account } from "../account.ts";
import type { Context } from "../context.ts";
import type { SendWatch } from "../progress.ts";
import { noOffer } from "./accept.ts";
import type { Renewal } from "./renew.ts";
import { renewWith } from "./renew.ts";

/**
 * Takes the offer of a record back, and renews the record's secret in the same transaction, since
 * whoever was offered it has the present one: see `renewSecret`.
 *
 * @throws SharingError `sharing/no-offer`, and otherwise as `renewSecret`
 */
export async function withdrawOffer(
  context: Context,
  account: Account,
  { record, ...watch }: { record: Hex } & SendWatch,
): Promise<Renewal> {
  return renewWith(context, account, {
    record,
    before({ history }) {
      if (history.offer === null) throw noOffer();
      return [withdrawOfferCall(context.ledger, { record })];
    },
    ...watch,
  });
}
