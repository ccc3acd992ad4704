import type { Hex } from "viem";
import { readContract } from "viem/actions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ledgerAbi } from "../../../lib/ledger/abi/ledger.ts";
import type { Membership } from "../../../lib/ledger/calls.ts";
import { grantRoot } from "../../../lib/ledger/calls.ts";
import { hasAccessByProof } from "../../../lib/ledger/grant.ts";
import type { RootedLease } from "../../../lib/ledger/membership.ts";
import { leafHash, rootLeases } from "../../../lib/ledger/membership.ts";
import { send } from "../../../lib/ledger/send.ts";
import { packGrant } from "../../../lib/ledger/terms.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";
import {
  addressOf,
  leaseFor,
  makeRecord,
  NO_ROTATION,
  randomDigest,
  termsNow,
  walletOf,
} from "../../support/records.ts";

let chain: TestChain;
let record: Hex;
let salt = 0;

beforeAll(async () => {
  chain = await startChain();
});

afterAll(() => chain.close());

/** Leases under a root that the ledger has been told of. */
async function grantLeases(count: number) {
  ({ record } = await makeRecord(chain, walletOf(chain, 0), { salt: salt++ }));
  const leases: RootedLease[] = [];
  for (let i = 0; i < count; i++) {
    const terms = await termsNow(chain.ledger, { sections: [i % 128], since: i });
    leases.push({ terms, lease: leaseFor(addressOf(chain, 1 + (i % 19))) });
  }
  const rooted = rootLeases(record, leases);
  const granted = { record, root: rooted.root, list: randomDigest(), generation: 0 };
  const call = grantRoot(chain.ledger, { ...granted, rotation: NO_ROTATION });
  await send(chain.ledger, call, { wallet: walletOf(chain, 0) });
  return { leases, ...rooted };
}

const isMember = (membership: Membership, section: number) =>
  hasAccessByProof(chain.ledger, { record, membership, section });

describe("leases under a root", () => {
  it("have the leaves that the ledger hashes", async () => {
    const { leases } = await grantLeases(3);
    for (const one of leases) {
      const { account, leaf, envelope } = one.lease;
      const args = [record, account, packGrant({ terms: one.terms, leaf }), envelope] as const;
      const address = chain.ledger.ledger;
      const view = { address, abi: ledgerAbi, functionName: "leafHash", args } as const;
      expect(leafHash(record, one)).toBe(await readContract(chain.client, view));
    }
  });

  it.each([1, 2, 3, 7, 33])("are all believed by the ledger, %d of them", async (count) => {
    const { leases, membershipOf } = await grantLeases(count);
    for (const [place, { terms }] of leases.entries()) {
      const [section = 0] = terms.sections;
      expect(await isMember(membershipOf(place), section)).toBe(true);
      expect(await isMember(membershipOf(place), (section + 1) % 128)).toBe(false);
    }
  });

  it("are not believed with anything changed", async () => {
    const { membershipOf } = await grantLeases(5);
    const good = membershipOf(2);
    const { terms, lease, proof } = good;
    const changed: Membership[] = [
      { ...good, terms: { ...terms, expiresAt: terms.expiresAt + 1 } },
      { ...good, terms: { ...terms, rights: { read: true, write: true } } },
      { ...good, terms: { ...terms, sections: [0, ...terms.sections] } },
      { ...good, lease: { ...lease, leaf: lease.leaf + 1 } },
      { ...good, lease: { ...lease, account: addressOf(chain, 19) } },
      { ...good, lease: { ...lease, envelope: randomDigest() } },
      { ...good, proof: proof.slice(1) },
      { ...good, proof: [...proof, randomDigest()] },
      { ...good, proof: [...proof].reverse() },
    ];
    const [section = 0] = terms.sections;
    expect(await isMember(good, section)).toBe(true);
    for (const membership of changed) expect(await isMember(membership, section)).toBe(false);
  });
});
