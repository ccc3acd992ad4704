import type { Hex } from "viem";
import { getAddress } from "viem/utils";
import { fromHex } from "../../bytes.ts";
import type { Block } from "../../crypto/block-codec.ts";
import { encodeList } from "../../crypto/lease-list.ts";
import type { LedgerCall } from "../../ledger/call.ts";
import type { Rotation } from "../../ledger/calls.ts";
import { grantRoot as grantRootCall } from "../../ledger/calls.ts";
import type { RootedLease } from "../../ledger/membership.ts";
import { rootLeases } from "../../ledger/membership.ts";
import { MAX_BLOCK_BYTES } from "../../storage/block.ts";
import type { Account } from "../account.ts";
import { digestHex } from "../blocks.ts";
import type { Context } from "../context.ts";
import { SharingError } from "../errors.ts";
import type { SendWatch } from "../progress.ts";
import { requireKeys } from "../published-key.ts";
import { takeSnapshot } from "../records/snapshot.ts";
import { transact } from "../transact.ts";
import { distinctAccounts } from "./batches.ts";
import { prepareLoans } from "./loans.ts";
import type { GrantTerms } from "./terms.ts";
import { ledgerTerms } from "./terms.ts";

/**
 * Lends to any number of accounts, each on terms of its own, in one transaction whose cost does not
 * depend on how many there are: the ledger is told a Merkle root (protocol §8). Such leases come on
 * top of what an account was lent before. No journal tells the account of it: hand out the record's
 * address, which the app makes a link of.
 *
 * @returns the root, by which all of them can be ended together
 * @throws SharingError `sharing/no-key` (`details.accounts`), `sharing/bad-terms`, also for more
 *   leases than a block can list (about 10 000), `sharing/not-owner`; LedgerError; StorageError; the
 *   signal's reason until the transaction was sent
 */
export async function grantRoot(
  context: Context,
  account: Account,
  of: { record: Hex; leases: readonly Omit<GrantTerms, "since">[] } & SendWatch,
): Promise<{ root: Hex }> {
  const { record, leases, ...watch } = of;
  watch.onProgress?.({ step: "prepare" });
  if (leases.length === 0) throw new SharingError("sharing/bad-terms", "Nobody is named.");
  const accounts = distinctAccounts(leases.map(({ grantee }) => grantee));
  const keys = await requireKeys(context, accounts, watch);
  const keyOf = new Map(accounts.map((it, i) => [it, keys[i] as Uint8Array]));
  const prepare = async () => {
    const snapshot = await takeSnapshot(context, record, watch);
    const loans = leases.map((asked) => {
      const grantee = getAddress(asked.grantee);
      const publicKey = keyOf.get(grantee) as Uint8Array;
      // No lease goes on in one under a root, which takes nobody's place.
      const terms = ledgerTerms(snapshot, { ...asked, since: undefined });
      return { grantee, terms, publicKey };
    });
    const lent = await prepareLoans(context, account, { snapshot, loans, replaced: [], ...watch });
    const rooted = lent.leases.map((lease, i) => ({
      lease,
      terms: (loans[i] as (typeof loans)[number]).terms,
    }));
    const { generation } = snapshot.history;
    const { rotation } = lent;
    return prepareRoot(context, record, { rooted, generation, rotation, signal: watch.signal });
  };
  const { root } = await transact(context, account, { prepare, ...watch });
  return { root };
}

/**
 * Stores the list of leases whose envelopes are stored, and makes the call that grants their root.
 *
 * @throws SharingError `sharing/bad-terms` for more leases than a block can list; StorageError
 */
export async function prepareRoot(
  { store, ledger }: Context,
  record: Hex,
  of: {
    rooted: readonly RootedLease[];
    generation: number;
    rotation: Rotation;
    signal?: AbortSignal | undefined;
  },
): Promise<{ call: LedgerCall; root: Hex }> {
  const { rooted, generation, rotation, signal } = of;
  const block = listBlock(record, rooted, { generation });
  await store.put(block, { signal });
  const { root } = rootLeases(record, rooted);
  const list = digestHex(block.cid);
  return { call: grantRootCall(ledger, { record, root, list, generation, rotation }), root };
}

function listBlock(
  record: Hex,
  leases: readonly RootedLease[],
  { generation }: { generation: number },
): Block {
  const block = encodeList({
    record: fromHex(record),
    generation,
    leases: leases.map(({ terms, lease }) => ({
      account: fromHex(lease.account),
      leaf: lease.leaf,
      notBefore: terms.notBefore,
      expiresAt: terms.expiresAt,
      since: terms.since,
      sections: [...terms.sections],
      rights: terms.rights.write ? 3 : 1,
      envelope: fromHex(lease.envelope),
    })),
  });
  if (block.bytes.length > MAX_BLOCK_BYTES) {
    throw new SharingError("sharing/bad-terms", "These are too many leases for one list.");
  }
  return block;
}
