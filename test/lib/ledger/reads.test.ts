import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chainSlice, chainTime, readBlock, readBlockHash } from "../../../lib/ledger/block.ts";
import type { LedgerCall } from "../../../lib/ledger/call.ts";
import {
  accept,
  close,
  createRecord,
  grant,
  grantRoot,
  inCalls,
  LEASES_PER_CALL,
  offer,
  requestAccess,
  revokeAll,
  revokeLeaves,
  revokeRoot,
} from "../../../lib/ledger/calls.ts";
import {
  hasAccess,
  hasAccessByProof,
  hasRoot,
  isLeafRevoked,
  readGrant,
  readRequest,
} from "../../../lib/ledger/grant.ts";
import { emptyJournal } from "../../../lib/ledger/journal-word.ts";
import { findOwnedRecords, nextSalt } from "../../../lib/ledger/owned-records.ts";
import { chainTimeQuery, recordHistoryQuery, recordQuery } from "../../../lib/ledger/queries.ts";
import { readLedger } from "../../../lib/ledger/read.ts";
import { readHeads, readRecord, readRecords } from "../../../lib/ledger/record.ts";
import { recordId } from "../../../lib/ledger/record-id.ts";
import { send } from "../../../lib/ledger/send.ts";
import { grantState, packGrant } from "../../../lib/ledger/terms.ts";
import { sliceStart } from "../../../lib/slice.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";
import { expectCode } from "../../support/errors.ts";
import {
  addressOf,
  leaseFor,
  makeRecord,
  NO_ROTATION,
  randomDigest,
  termsNow,
  walletOf,
} from "../../support/records.ts";
import { countedTransport } from "../../support/slow-transport.ts";

let chain: TestChain;
beforeAll(async () => {
  chain = await startChain();
});
afterAll(() => chain.close());

const run = (wallet: number, call: LedgerCall) =>
  send(chain.ledger, call, { wallet: walletOf(chain, wallet) });

describe("records", () => {
  it("are read as they are", async () => {
    const { record, publications, sent } = await makeRecord(chain, walletOf(chain, 0), {
      salt: 0,
      sections: 2,
    });
    const journal = { ...emptyJournal, count: 3 };
    expect(await readRecord(chain.ledger, record)).toEqual({
      id: record,
      owner: addressOf(chain, 0),
      pendingOwner: null,
      generation: 0,
      epoch: 0,
      revocations: 0,
      closed: false,
      journal: {
        ...journal,
        blocks: journal.blocks.map((_, i) => (i === 0 ? sent.blockNumber : 0n)),
      },
    });
    await run(
      0,
      offer(chain.ledger, { record, account: addressOf(chain, 1), handover: randomDigest() }),
    );
    await run(
      0,
      revokeAll(chain.ledger, { record, rotation: { epoch: 0, digest: randomDigest() } }),
    );
    await run(0, close(chain.ledger, { record }));
    expect(await readRecord(chain.ledger, record)).toMatchObject({
      generation: 1,
      epoch: 1,
      closed: true,
    });
    const heads = await readHeads(chain.ledger, { record, sections: [1, 7, 0] });
    expect(heads).toEqual([publications[1]?.newHead, null, publications[0]?.newHead]);
  });

  it("are null where there is none", async () => {
    const { record } = await makeRecord(chain, walletOf(chain, 0), { salt: 1 });
    const unknown = randomDigest();
    expect(await readRecord(chain.ledger, unknown)).toBeNull();
    const found = await readRecords(chain.ledger, [unknown, record]);
    expect(found.map((one) => one?.id ?? null)).toEqual([null, record]);
    expect(await readRecords(chain.ledger, [])).toEqual([]);
    expect(await readHeads(chain.ledger, { record, sections: [] })).toEqual([]);
  });

  it("are refused where the node's answer is none of the ledger's", async () => {
    const { transport } = countedTransport(async (args) =>
      args.method === "eth_call" ? `0x${"11".repeat(33)}` : chain.provider.request(args),
    );
    const ledger = chain.ledgerOver(transport);
    await expectCode("ledger/foreign-word", () => readRecord(ledger, randomDigest()));
  });
});

describe("an account's own records", () => {
  it("are found from its address alone, past unused salts", async () => {
    const owner = walletOf(chain, 10);
    for (const salt of [0, 1, 5, 70]) await makeRecord(chain, owner, { salt });
    const found = await findOwnedRecords(chain.ledger, addressOf(chain, 10));
    expect(found.map(({ salt }) => salt)).toEqual([0, 1, 5]);
    const further = await findOwnedRecords(chain.ledger, addressOf(chain, 10), { gap: 70 });
    expect(further.map(({ salt }) => salt)).toEqual([0, 1, 5, 70]);
    expect(await nextSalt(chain.ledger, addressOf(chain, 10))).toBe(6);
    expect(await nextSalt(chain.ledger, addressOf(chain, 10), { gap: 70 })).toBe(71);
  });

  it("are found when there are more than one call asks for", async () => {
    const owner = addressOf(chain, 11);
    for (let salt = 0; salt < 9; salt++) {
      await run(11, createRecord(chain.ledger, { salt, publications: [] }));
    }
    const found = await findOwnedRecords(chain.ledger, owner, { gap: 4 });
    expect(found.map(({ id }) => id)).toEqual(
      Array.from({ length: 9 }, (_, salt) => recordId(chain.ledger, { owner, salt })),
    );
  });

  it("include those taken over, and not those handed on", async () => {
    const { record } = await makeRecord(chain, walletOf(chain, 12), { salt: 0 });
    const { record: kept } = await makeRecord(chain, walletOf(chain, 12), { salt: 1 });
    const { record: other } = await makeRecord(chain, walletOf(chain, 13), { salt: 0 });
    await run(
      12,
      offer(chain.ledger, {
        record: kept,
        account: addressOf(chain, 13),
        handover: randomDigest(),
      }),
    );
    await run(
      12,
      offer(chain.ledger, { record, account: addressOf(chain, 13), handover: randomDigest() }),
    );
    await run(13, accept(chain.ledger, { record }));
    const owned = async (wallet: number) =>
      (await findOwnedRecords(chain.ledger, addressOf(chain, wallet))).map(({ id, salt }) => [
        id,
        salt,
      ]);
    expect(await owned(12)).toEqual([[kept, 1]]);
    expect(await owned(13)).toEqual([
      [other, 0],
      [record, null],
    ]);
    expect(await nextSalt(chain.ledger, addressOf(chain, 12))).toBe(2);

    // Handed back, it is its first owner's own again, and once only.
    await run(
      13,
      offer(chain.ledger, { record, account: addressOf(chain, 12), handover: randomDigest() }),
    );
    await run(12, accept(chain.ledger, { record }));
    expect(await owned(12)).toEqual([
      [record, 0],
      [kept, 1],
    ]);
  });

  it("are none for a stranger", async () => {
    expect(await findOwnedRecords(chain.ledger, addressOf(chain, 19))).toEqual([]);
    expect(await nextSalt(chain.ledger, addressOf(chain, 19))).toBe(0);
  });
});

describe("grants", () => {
  it("are live from their first slice until their last, to the second", async () => {
    const { record } = await makeRecord(chain, walletOf(chain, 0), { salt: 2 });
    const slice = await chainSlice(chain.ledger);
    const terms = await termsNow(chain.ledger, { notBefore: slice + 2, expiresAt: slice + 4 });
    const account = addressOf(chain, 1);
    const lease = leaseFor(account);
    await run(0, grant(chain.ledger, { record, terms, lease, rotation: NO_ROTATION }));
    expect(await readGrant(chain.ledger, { record, account })).toEqual({ terms, leaf: lease.leaf });

    const moments: [number, string][] = [
      [sliceStart(slice + 2) - 1, "pending"],
      [sliceStart(slice + 2), "live"],
      [sliceStart(slice + 4) - 1, "live"],
      [sliceStart(slice + 4), "expired"],
    ];
    for (const [second, expected] of moments) {
      await chain.setTime(second);
      expect(await chainTime(chain.ledger)).toBe(second);
      const now = {
        record: { generation: 0, closed: false },
        slice: await chainSlice(chain.ledger),
      };
      expect(grantState(terms, now)).toBe(expected);
      const may = await hasAccess(chain.ledger, { record, account, section: 0 });
      expect(may).toBe(expected === "live");
    }
  });

  it("open what they say, and no more", async () => {
    const { record } = await makeRecord(chain, walletOf(chain, 0), { salt: 3 });
    const account = addressOf(chain, 1);
    const terms = await termsNow(chain.ledger, { sections: [1, 127] });
    const lease = leaseFor(account);
    await run(0, grant(chain.ledger, { record, terms, lease, rotation: NO_ROTATION }));
    const may = (section: number, write = false) =>
      hasAccess(chain.ledger, { record, account, section, rights: { read: true, write } });
    expect(await Promise.all([may(0), may(1), may(127), may(1, true)])).toEqual([
      false,
      true,
      true,
      false,
    ]);
    expect(await readGrant(chain.ledger, { record, account: addressOf(chain, 2) })).toBeNull();
  });

  it("can be asked for", async () => {
    const { record } = await makeRecord(chain, walletOf(chain, 0), { salt: 4 });
    const account = addressOf(chain, 2);
    expect(await readRequest(chain.ledger, { record, account })).toBeNull();
    const ask = { sections: [3, 4], rights: { read: true, write: true }, duration: 90 };
    await run(2, requestAccess(chain.ledger, { record, ...ask, note: null }));
    const askedAt = await chainSlice(chain.ledger);
    expect(await readRequest(chain.ledger, { record, account })).toEqual({ ...ask, askedAt });
  });
});

describe("leases under a root", () => {
  it("are live until their leaf or their root is revoked", async () => {
    const { record } = await makeRecord(chain, walletOf(chain, 0), { salt: 6 });
    const terms = await termsNow(chain.ledger);
    const lease = leaseFor(addressOf(chain, 1));
    const membership = { terms, lease, proof: [] };
    // A tree of one leaf: its root is the leaf.
    const root = await readLedger(chain.ledger, {
      functionName: "leafHash",
      args: [record, lease.account, packGrant({ terms, leaf: lease.leaf }), lease.envelope],
    });
    const may = () => hasAccessByProof(chain.ledger, { record, membership, section: 0 });
    expect(await may()).toBe(false);
    const granting = { record, root, list: randomDigest(), generation: 0, rotation: NO_ROTATION };
    await run(0, grantRoot(chain.ledger, granting));
    expect(await hasRoot(chain.ledger, { record, root })).toBe(true);
    expect(await may()).toBe(true);
    await run(0, revokeLeaves(chain.ledger, { record, leaves: [lease.leaf] }));
    expect(await isLeafRevoked(chain.ledger, { record, leaf: lease.leaf })).toBe(true);
    expect(await may()).toBe(false);
    await run(0, revokeRoot(chain.ledger, { record, root }));
    expect(await hasRoot(chain.ledger, { record, root })).toBe(false);
  });
});

describe("blocks", () => {
  it("are named by number and hash, and by how settled they are", async () => {
    const block = await readBlock(chain.ledger);
    expect(await readBlockHash(chain.ledger, block.number)).toBe(block.hash);
    expect(await readBlockHash(chain.ledger, block.number + 1000n)).toBeNull();
    expect((await readBlock(chain.ledger, { at: "safe" })).number).toBeLessThanOrEqual(
      block.number,
    );
  });
});

describe("queries", () => {
  it("have keys that are equal for equal reads of the same ledger", () => {
    const record: Hex = randomDigest();
    const key = recordQuery(chain.ledger, record).queryKey;
    expect(JSON.stringify(key)).toContain(record);
    expect(recordQuery({ ...chain.ledger }, record).queryKey).toEqual(key);
    expect(recordQuery(chain.ledger, randomDigest()).queryKey).not.toEqual(key);
    expect(recordQuery({ ...chain.ledger, chainId: 1 }, record).queryKey).not.toEqual(key);
    expect(recordQuery(chain.ledger, record, { at: "safe" }).queryKey).not.toEqual(key);
  });

  it("read what they say, and stop when they are told to", async () => {
    expect(await chainTimeQuery(chain.ledger).queryFn({})).toBe(await chainTime(chain.ledger));
    const { record } = await makeRecord(chain, walletOf(chain, 0), { salt: 5 });
    const first = await recordHistoryQuery(chain.ledger, record).queryFn({});
    const query = recordHistoryQuery(chain.ledger, record, { known: () => first.events });
    expect((await query.queryFn({})).events).toEqual(first.events);
    const signal = AbortSignal.abort(new Error("enough"));
    const stopped = query.queryFn({ signal }).catch((reason: unknown) => reason);
    expect(await stopped).toBe(signal.reason);
  });
});

describe("inCalls", () => {
  it("cuts a list without losing any of it", () => {
    const list = Array.from({ length: 2 * LEASES_PER_CALL + 1 }, (_, i) => i);
    const pieces = inCalls(list);
    expect(pieces.map((piece) => piece.length)).toEqual([LEASES_PER_CALL, LEASES_PER_CALL, 1]);
    expect(pieces.flat()).toEqual(list);
    expect(inCalls([])).toEqual([]);
  });
});
