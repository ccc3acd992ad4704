import { randomBytes } from "node:crypto";
import type { Address, Hex } from "viem";
import { toHex } from "../../lib/bytes.ts";
import { grantMany, inCalls } from "../../lib/ledger/calls.ts";
import type { Account, Context } from "../../lib/sharing/index.ts";
import { chainTime, createRecord, sliceOf } from "../../lib/sharing/index.ts";
import { prepareLoans } from "../../lib/sharing/leases/loans.ts";
import { ledgerTerms } from "../../lib/sharing/leases/terms.ts";
import { takeSnapshot } from "../../lib/sharing/records/snapshot.ts";
import { transact } from "../../lib/sharing/transact.ts";

/**
 * A record that is lent to so many accounts, in as many transactions as the app would take. Nobody holds
 * the accounts: all leases are sealed to the owner's own key.
 */
export async function lendToMany(
  { context, account }: { context: Context; account: Account },
  count: number,
): Promise<Hex> {
  const { record } = await createRecord(context, account, {
    draft: {
      title: "Lent to many",
      description: "",
      sections: [{ title: "One", description: "", message: "", files: [] }],
    },
  });
  const slice = sliceOf(await chainTime(context));
  const asked = { sections: [0, 1], write: false, history: true, notBefore: slice };
  const grantees = Array.from({ length: count }, () => toHex(randomBytes(20)));
  for (const batch of inCalls(grantees)) {
    const prepare = async () => {
      const snapshot = await takeSnapshot(context, record);
      const terms = ledgerTerms(snapshot, {
        ...asked,
        expiresAt: slice + 24 * 60,
        grantee: batch[0] as Address,
      });
      const { publicKey } = account.identity;
      const loans = batch.map((grantee) => ({ grantee, terms, publicKey }));
      const lent = await prepareLoans(context, account, { snapshot, loans, replaced: [] });
      return { call: grantMany(context.ledger, { record, terms, ...lent }) };
    };
    await transact(context, account, { prepare });
  }
  return record;
}
