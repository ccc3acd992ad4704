import type { Hex } from "viem";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chainSlice, chainTime } from "../../../lib/ledger/block.ts";
import type { LedgerCall } from "../../../lib/ledger/call.ts";
import { revoke } from "../../../lib/ledger/calls.ts";
import { readGrant } from "../../../lib/ledger/grant.ts";
import { readHeads } from "../../../lib/ledger/record.ts";
import { send } from "../../../lib/ledger/send.ts";
import type { SignedGrant, Validity } from "../../../lib/ledger/signed-calls.ts";
import {
  cancelNonce,
  grantBySig,
  grantTypedData,
  isNonceUsed,
  publishBySig,
  publishTypedData,
  randomNonce,
  revokeBySig,
  revokeTypedData,
} from "../../../lib/ledger/signed-calls.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";
import { expectCode } from "../../support/errors.ts";
import {
  addressOf,
  entry,
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
let validity: Validity;
let toGrant: SignedGrant;

beforeAll(async () => {
  chain = await startChain();
});
afterAll(() => chain.close());

beforeEach(async () => {
  ({ record } = await makeRecord(chain, walletOf(chain, 0), { salt: salt++ }));
  validity = { nonce: randomNonce(), deadline: (await chainTime(chain.ledger)) + 600 };
  const terms = await termsNow(chain.ledger, { sections: [0, 9, 127] });
  const lease = leaseFor(addressOf(chain, 1));
  toGrant = { record, terms, lease, rotation: NO_ROTATION, revocations: 0 };
});

/** Sent by somebody who has nothing to do with it. */
const carry = (call: LedgerCall) => send(chain.ledger, call, { wallet: walletOf(chain, 9) });

const signGrant = (grant: SignedGrant, wallet = 0) =>
  walletOf(chain, wallet).signTypedData(grantTypedData(chain.ledger, grant, validity));

describe("a signed grant", () => {
  it("lends, once, whoever sends it", async () => {
    const signature = await signGrant(toGrant);
    const call = grantBySig(chain.ledger, { ...toGrant, validity, signature });
    await carry(call);
    const { terms, lease } = toGrant;
    expect(await readGrant(chain.ledger, { record, account: lease.account })).toEqual({
      terms,
      leaf: lease.leaf,
    });
    await expectCode("ledger/nonce-used", () => carry(call));
  });

  it("may bring a rotation", async () => {
    const grant = { ...toGrant, rotation: { epoch: 0, digest: randomDigest() } };
    const signature = await signGrant(grant);
    await carry(grantBySig(chain.ledger, { ...grant, validity, signature }));
    const account = grant.lease.account;
    expect(await readGrant(chain.ledger, { record, account })).not.toBeNull();
  });

  it("is void where anything in it is changed", async () => {
    const signature = await signGrant(toGrant);
    const { terms, lease } = toGrant;
    const changes: Partial<SignedGrant>[] = [
      { terms: { ...terms, expiresAt: terms.expiresAt + 1 } },
      { terms: { ...terms, notBefore: terms.notBefore - 1 } },
      { terms: { ...terms, since: 1 } },
      { terms: { ...terms, sections: [0, 9] } },
      { terms: { ...terms, rights: { read: true, write: true } } },
      { lease: { ...lease, account: addressOf(chain, 2) } },
      { lease: { ...lease, leaf: lease.leaf + 1 } },
      { lease: { ...lease, envelope: randomDigest() } },
      { rotation: { epoch: 0, digest: randomDigest() } },
    ];
    for (const change of changes) {
      const call = grantBySig(chain.ledger, { ...toGrant, ...change, validity, signature });
      await expectCode("ledger/signature-invalid", () => carry(call));
    }
  });

  it("is void from another hand, another ledger or another chain", async () => {
    const stranger = await signGrant(toGrant, 3);
    const sign = (place: { chainId: number; ledger: Hex }) =>
      walletOf(chain, 0).signTypedData(grantTypedData(place, toGrant, validity));
    const elsewhere = await sign({ ...chain.ledger, ledger: addressOf(chain, 5) });
    const otherChain = await sign({ ...chain.ledger, chainId: 1 }).catch(() => stranger);
    for (const signature of [stranger, elsewhere, otherChain]) {
      const call = grantBySig(chain.ledger, { ...toGrant, validity, signature });
      await expectCode("ledger/signature-invalid", () => carry(call));
    }
  });

  it("is void after its deadline", async () => {
    const signature = await signGrant(toGrant);
    await chain.setTime(validity.deadline + 1);
    const call = grantBySig(chain.ledger, { ...toGrant, validity, signature });
    await expectCode("ledger/signature-expired", () => carry(call));
  });

  it("is void once a lease was ended since", async () => {
    const signature = await signGrant(toGrant);
    const other = { ...toGrant, lease: leaseFor(addressOf(chain, 2)) };
    const first = { nonce: randomNonce(), deadline: validity.deadline };
    const signedToo = await walletOf(chain, 0).signTypedData(
      grantTypedData(chain.ledger, other, first),
    );
    await carry(grantBySig(chain.ledger, { ...other, validity: first, signature: signedToo }));
    await send(chain.ledger, revoke(chain.ledger, { record, account: addressOf(chain, 2) }), {
      wallet: walletOf(chain, 0),
    });
    const call = grantBySig(chain.ledger, { ...toGrant, validity, signature });
    await expectCode("ledger/revocations-moved", () => carry(call));
  });

  it("can be cancelled before it is sent", async () => {
    const signature = await signGrant(toGrant);
    const account = addressOf(chain, 0);
    expect(await isNonceUsed(chain.ledger, { account, nonce: validity.nonce })).toBe(false);
    await send(chain.ledger, cancelNonce(chain.ledger, validity), { wallet: walletOf(chain, 0) });
    expect(await isNonceUsed(chain.ledger, { account, nonce: validity.nonce })).toBe(true);
    const call = grantBySig(chain.ledger, { ...toGrant, validity, signature });
    await expectCode("ledger/nonce-used", () => carry(call));
  });
});

describe("a signed revocation", () => {
  it("ends a lease, whoever sends it", async () => {
    const signature = await signGrant(toGrant);
    await carry(grantBySig(chain.ledger, { ...toGrant, validity, signature }));
    const { account } = toGrant.lease;
    const rotation = { epoch: 0, digest: randomDigest() };
    const ending = { record, account, generation: 0, rotation };
    const next = { nonce: randomNonce(), deadline: validity.deadline };
    const signed = await walletOf(chain, 0).signTypedData(
      revokeTypedData(chain.ledger, ending, next),
    );
    await carry(revokeBySig(chain.ledger, { ...ending, validity: next, signature: signed }));
    expect(await readGrant(chain.ledger, { record, account })).toBeNull();
  });
});

describe("signed entries", () => {
  it("are published, whoever sends them", async () => {
    const slice = await chainSlice(chain.ledger);
    const publications = [entry({ slice }), entry({ slice, section: 127 })];
    const signedPublication = { record, generation: 0, publications };
    const signature = await walletOf(chain, 0).signTypedData(
      publishTypedData(chain.ledger, signedPublication, validity),
    );
    const author = addressOf(chain, 0);
    await carry(publishBySig(chain.ledger, { ...signedPublication, author, validity, signature }));
    const heads = await readHeads(chain.ledger, { record, sections: [0, 127] });
    expect(heads).toEqual(publications.map(({ newHead }) => newHead));
  });
});

describe("randomNonce", () => {
  it("takes its 256 bits from where it is told", () => {
    expect(randomNonce((length) => new Uint8Array(length).fill(255))).toBe(2n ** 256n - 1n);
    expect(randomNonce()).not.toBe(randomNonce());
  });
});
