import type { Hex } from "viem";
import { readContract } from "viem/actions";
import { ledgerAbi } from "../../lib/ledger/abi/ledger.ts";
import type { LedgerCall } from "../../lib/ledger/call.ts";
import {
  accept,
  approveRequest,
  close,
  declineRequest,
  grant,
  grantMany,
  grantRoot,
  multicall,
  offer,
  publish,
  publishByProof,
  requestAccess,
  revoke,
  revokeAll,
  revokeLeaves,
  revokeMany,
  revokeRoot,
  rotate,
  withdrawOffer,
  withdrawRequest,
} from "../../lib/ledger/calls.ts";
import { send } from "../../lib/ledger/send.ts";
import type { Terms } from "../../lib/ledger/terms.ts";
import { packGrant } from "../../lib/ledger/terms.ts";
import type { TestChain } from "./chain.ts";
import {
  addressOf,
  entry,
  leaseFor,
  makeRecord,
  NO_ROTATION,
  randomDigest,
  termsNow,
  walletOf,
} from "./records.ts";

/** What the scenario did, for what it should have left behind. */
export interface EveryEvent {
  record: Hex;
  /** The kinds of the record's events, in order. */
  kinds: string[];
  terms: Terms;
  /** Digests of its rotations, in order. */
  rotations: Hex[];
}

/**
 * Makes every call of the ledger once, in an order in which all succeed. The owner is wallet 0;
 * wallets 1 to 5 are lent to, ask, or write; wallet 6 takes the record over and closes it.
 */
export async function makeEveryEvent(chain: TestChain): Promise<EveryEvent> {
  const { ledger } = chain;
  const owner = walletOf(chain, 0);
  const { record, publications } = await makeRecord(chain, owner, { salt: 0, sections: 2 });
  const [first] = publications;
  const terms = await termsNow(ledger, { sections: [0, 5, 127] });
  const writing = { ...terms, rights: { read: true, write: true } };
  const rotations: Hex[] = [];
  const run = (wallet: number, call: LedgerCall) =>
    send(ledger, call, { wallet: walletOf(chain, wallet) });
  const rotation = (epoch: number) => {
    const digest = randomDigest();
    rotations.push(digest);
    return { epoch, digest };
  };
  const lease = (wallet: number) => leaseFor(addressOf(chain, wallet));
  const here = { record };
  const slice = terms.notBefore;

  await run(0, publish(ledger, { ...here, publications: [entry({ slice, section: 5 })] }));
  await run(0, grant(ledger, { ...here, terms, lease: lease(1), rotation: NO_ROTATION }));
  await run(0, grant(ledger, { ...here, terms, lease: lease(2), rotation: rotation(0) }));
  const leases = [lease(3), lease(4), lease(5)];
  const present = { epoch: 1, digest: null };
  await run(0, grantMany(ledger, { ...here, terms: writing, leases, rotation: present }));
  const next = entry({ slice, epoch: 1, expectedHead: first?.newHead ?? null });
  await run(3, publish(ledger, { ...here, publications: [next] }));
  await run(0, revoke(ledger, { ...here, account: addressOf(chain, 1) }));
  const accounts = [addressOf(chain, 2), addressOf(chain, 8), addressOf(chain, 3)];
  await run(0, revokeMany(ledger, { ...here, accounts, rotation: rotation(1) }));
  await run(0, rotate(ledger, { ...here, rotation: rotation(2) }));

  // A tree of one leaf: its root is the leaf.
  const rooted = lease(5);
  const word = packGrant({ terms: writing, leaf: rooted.leaf });
  const root = await readContract(ledger.client, {
    address: ledger.ledger,
    abi: ledgerAbi,
    functionName: "leafHash",
    args: [record, rooted.account, word, rooted.envelope],
  });
  const list = randomDigest();
  const third = { epoch: 3, digest: null };
  await run(0, grantRoot(ledger, { ...here, root, list, generation: 0, rotation: third }));
  const membership = { terms: writing, lease: rooted, proof: [] };
  const byProof = entry({ slice, section: 127, epoch: 3 });
  await run(5, publishByProof(ledger, { ...here, publications: [byProof], membership }));
  await run(0, revokeLeaves(ledger, { ...here, leaves: [rooted.leaf] }));
  await run(0, revokeRoot(ledger, { ...here, root }));

  const ask = { sections: [1], rights: { read: true, write: false }, duration: 10, note: null };
  for (const wallet of [1, 2, 3]) await run(wallet, requestAccess(ledger, { ...here, ...ask }));
  await run(0, approveRequest(ledger, { ...here, terms, lease: lease(1), rotation: third }));
  await run(0, declineRequest(ledger, { ...here, account: addressOf(chain, 2) }));
  await run(3, withdrawRequest(ledger, here));

  await run(0, revokeAll(ledger, { ...here, rotation: rotation(3) }));
  await run(0, offer(ledger, { ...here, account: addressOf(chain, 7), handover: randomDigest() }));
  await run(0, withdrawOffer(ledger, here));
  await run(0, offer(ledger, { ...here, account: addressOf(chain, 6), handover: randomDigest() }));
  await run(6, accept(ledger, { ...here, rotation: rotation(4) }));
  const last = entry({ slice, epoch: 5, section: 9 });
  const both = [publish(ledger, { ...here, publications: [last] }), close(ledger, here)];
  await run(6, multicall(ledger, both));

  const kinds = [
    ...["created", "published", "published", "published", "granted", "rotated", "granted"],
    ...["granted", "granted", "granted", "published", "revoked"],
    ...["rotated", "revoked", "revoked", "rotated"],
    ...["rootGranted", "published", "leavesRevoked", "rootRevoked"],
    ...["granted", "requestApproved", "requestDeclined"],
    ...["rotated", "revokedAll", "offered", "offerWithdrawn", "offered"],
    ...["rotated", "accepted", "published", "closed"],
  ];
  return { record, kinds, terms, rotations };
}
