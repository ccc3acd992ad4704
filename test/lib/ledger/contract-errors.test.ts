import type { Hash } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { keyDirectoryAbi } from "../../../lib/ledger/abi/key-directory.ts";
import { ledgerAbi } from "../../../lib/ledger/abi/ledger.ts";
import { chainSlice } from "../../../lib/ledger/block.ts";
import type { LedgerCall } from "../../../lib/ledger/call.ts";
import {
  createRecord,
  grant,
  publish,
  requestAccess,
  revoke,
  rotate,
} from "../../../lib/ledger/calls.ts";
import { contractErrorCode } from "../../../lib/ledger/contract-errors.ts";
import { publishKey } from "../../../lib/ledger/key-directory.ts";
import type { SigningWallet } from "../../../lib/ledger/send.ts";
import { send, simulate } from "../../../lib/ledger/send.ts";
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
  submitOnly,
  termsNow,
  walletOf,
} from "../../support/records.ts";
import { walletWith } from "../../support/wallets.ts";

let chain: TestChain;
let owner: SigningWallet;
let salt = 0;

beforeAll(async () => {
  chain = await startChain();
  owner = walletOf(chain, 0);
});
afterAll(() => chain.close());

/** A call that succeeds, once. */
const createNext = (): LedgerCall => createRecord(chain.ledger, { salt: salt++, publications: [] });

const ASK = { sections: [0], rights: { read: true, write: false }, duration: 5, note: null };

describe("send, where the ledger refuses", () => {
  it("says which head is there now", async () => {
    const { record, publications } = await makeRecord(chain, owner, { salt: salt++, sections: 1 });
    const slice = await chainSlice(chain.ledger);
    const call = publish(chain.ledger, { record, publications: [entry({ slice })] });
    let asked = false;
    const wallet = walletWith(chain, ({ method, params }, provider) => {
      asked = true;
      return provider.request({ method, params });
    });
    const error = await expectCode("ledger/head-moved", () => send(chain.ledger, call, { wallet }));
    expect(error.details).toMatchObject({ record, section: 0n, actual: publications[0]?.newHead });
    expect(asked).toBe(false);
  });

  it("says so too where another entry lands between the simulation and the block", async () => {
    const { record } = await makeRecord(chain, owner, { salt: salt++ });
    const slice = await chainSlice(chain.ledger);
    const [mine, other] = [entry({ slice }), entry({ slice })];
    const call = publish(chain.ledger, { record, publications: [mine] });
    const rival = publish(chain.ledger, { record, publications: [other] });
    // This wallet lets a rival's entry into the block first.
    const wallet = walletWith(chain, async ({ method, params }, provider) => {
      if (method !== "eth_sendTransaction") return provider.request({ method, params });
      return chain.inOneBlock(async () => {
        await submitOnly(owner, rival);
        return provider.request({ method, params: [{ ...(params[0] as object), gas: "0x493e0" }] });
      });
    });
    const error = await expectCode("ledger/head-moved", () => send(chain.ledger, call, { wallet }));
    expect(error.details).toMatchObject({ actual: other.newHead });
  });

  it("reports a transaction that failed for another reason", async () => {
    // Too little gas: what failed would succeed now.
    const wallet = walletWith(chain, async ({ method, params }, provider) => {
      if (method !== "eth_sendTransaction") return provider.request({ method, params });
      const request = { ...(params[0] as object), gas: "0x7530" };
      return chain.inOneBlock(() => provider.request({ method, params: [request] }));
    });
    const error = await expectCode("chain/reverted", () =>
      send(chain.ledger, createNext(), { wallet }),
    );
    expect(error.details.hash).toMatch(/^0x[0-9a-f]{64}$/);
  });

  it("gives each of the contracts' errors a code of its own", () => {
    const names = [...ledgerAbi, ...keyDirectoryAbi]
      .filter((item) => item.type === "error")
      .map(({ name }) => name)
      .filter((name) => /^(Ledger|KeyDirectory|BlockSource)_/.test(name));
    const codes = new Map(names.map((name) => [name, contractErrorCode(name)]));
    expect([...codes].filter(([, code]) => code === null)).toEqual([]);
    expect(new Set(codes.values()).size).toBe(codes.size);
  });

  it.each([
    ["ledger/record-exists", () => createRecord(chain.ledger, { salt: 0, publications: [] })],
    [
      "ledger/unknown-record",
      () => requestAccess(chain.ledger, { record: randomDigest(), ...ASK }),
    ],
    ["ledger/no-publications", (record) => publish(chain.ledger, { record, publications: [] })],
    ["ledger/no-grant", (record) => revoke(chain.ledger, { record, account: addressOf(chain, 1) })],
    [
      "ledger/epoch-moved",
      (record) => rotate(chain.ledger, { record, rotation: { epoch: 3, digest: randomDigest() } }),
    ],
    [
      "ledger/key-length",
      () => publishKey(chain.ledger, { publicKey: new Uint8Array(5), signature: "0x" }),
    ],
    [
      "ledger/factors-length",
      () =>
        publishKey(chain.ledger, {
          publicKey: new Uint8Array(1216),
          signature: "0x",
          factors: new Uint8Array(1025),
        }),
    ],
  ] as [string, (record: Hash) => LedgerCall][])("fails with %s", async (code, makeCall) => {
    const { record } = await makeRecord(chain, owner, { salt: salt++ });
    await expectCode(code, () => send(chain.ledger, makeCall(record), { wallet: owner }));
  });

  it.each([
    ["ledger/not-owner", 3, {}],
    ["ledger/already-over", 0, { notBefore: 1, expiresAt: 2 }],
    ["ledger/generation-moved", 0, { generation: 1 }],
  ])("fails with %s", async (code, wallet, change) => {
    const { record } = await makeRecord(chain, owner, { salt: salt++ });
    const terms = await termsNow(chain.ledger, change);
    const lease = leaseFor(addressOf(chain, 1));
    const call = grant(chain.ledger, { record, terms, lease, rotation: NO_ROTATION });
    await expectCode(code, () => send(chain.ledger, call, { wallet: walletOf(chain, wallet) }));
  });

  it.each([
    ["ledger/slice-in-future", 1],
    ["ledger/slice-too-old", -6],
  ])("fails with %s", async (code, shift) => {
    const { record } = await makeRecord(chain, owner, { salt: salt++ });
    const slice = (await chainSlice(chain.ledger)) + shift;
    const call = publish(chain.ledger, { record, publications: [entry({ slice })] });
    await expectCode(code, () => simulate(chain.ledger, call, { account: owner.account }));
  });

  it("fails with ledger/not-deployed", async () => {
    const nowhere = { ...chain.ledger, ledger: addressOf(chain, 9) };
    const call = publish(nowhere, { record: randomDigest(), publications: [] });
    await expectCode("ledger/not-deployed", () => send(nowhere, call, { wallet: owner }));
  });
});
