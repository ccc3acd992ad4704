import type { Hex } from "viem";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { chainSlice } from "../../../lib/ledger/block.ts";
import { publish } from "../../../lib/ledger/calls.ts";
import { recordHistory } from "../../../lib/ledger/history.ts";
import type { HistoryCache, Ledger } from "../../../lib/ledger/ledger.ts";
import { send } from "../../../lib/ledger/send.ts";
import type { BusyChain } from "../../support/busy-chain.ts";
import { expectBusyHistory, startBusyChain } from "../../support/busy-chain.ts";
import { entry, makeRecord, randomDigest, walletOf } from "../../support/records.ts";
import type { CountedTransport } from "../../support/slow-transport.ts";
import { countedTransport } from "../../support/slow-transport.ts";

let chain: BusyChain;
beforeAll(async () => {
  chain = await startBusyChain();
});
afterAll(() => chain.close());

let kept: Map<string, unknown>;
let counted: CountedTransport;
let ledger: Ledger;

beforeEach(() => {
  kept = new Map();
  const histories: HistoryCache = {
    read: async (key) => structuredClone(kept.get(key)),
    write: async (key, history) => void kept.set(key, structuredClone(history)),
    clear: async () => kept.clear(),
  };
  counted = countedTransport((args) => chain.provider.request(args));
  ledger = { ...chain.ledgerOver(counted.transport), histories };
});

const logReads = () => counted.traffic.byMethod.eth_getLogs ?? 0;

/** A record with so many entries in its first section. */
async function recordWith(entries: number, salt: number) {
  const owner = walletOf(chain, 0);
  const { record } = await makeRecord(chain, owner, { salt });
  const slice = await chainSlice(chain.ledger);
  let head: Hex | null = null;
  const publishNext = async () => {
    const next = entry({ slice, expectedHead: head });
    const call = publish(chain.ledger, { record, publications: [next] });
    await send(chain.ledger, call, { wallet: owner });
    head = next.newHead;
  };
  for (let i = 0; i < entries; i++) await publishNext();
  return { record, publishNext };
}

describe("a history that is kept", () => {
  it("is not read again", async () => {
    expectBusyHistory(chain, await recordHistory(ledger, chain.busy));
    counted.reset();
    expectBusyHistory(chain, await recordHistory(ledger, chain.busy));
    expect(logReads()).toBe(0);
    expect(counted.traffic.requests).toBe(3);
  });

  it("goes on where it ended", async () => {
    const { record, publishNext } = await recordWith(3, 200);
    await recordHistory(ledger, record);
    await publishNext();
    counted.reset();
    const { events, count } = await recordHistory(ledger, record);
    expect(logReads()).toBe(1);
    expect(count).toBe(5);
    expect(events).toEqual((await recordHistory(chain.ledger, record)).events);
  });

  it("unwinds what a reorganisation took away, and keeps that", async () => {
    const { record, publishNext } = await recordWith(3, 201);
    const back = await chain.snapshot();
    await publishNext();
    await publishNext();
    expect((await recordHistory(ledger, record)).count).toBe(6);
    await back();
    await chain.mine(4);
    const after = await recordHistory(ledger, record);
    expect(after).toMatchObject({ count: 4, unwound: 2 });
    counted.reset();
    expect(await recordHistory(ledger, record)).toMatchObject({ count: 4, unwound: 0 });
    expect(logReads()).toBe(0);
  });

  it("stays whole where an older state is read in between", async () => {
    const { record } = await recordWith(3, 202);
    await recordHistory(ledger, record);
    const [key] = kept.keys();
    const before = kept.get(key as string);
    await recordHistory(ledger, record, { newest: 1 });
    expect(kept.get(key as string)).toEqual(before);
  });

  it("is read anew where what is kept is something else", async () => {
    const { record } = await recordWith(6, 203);
    const { events } = await recordHistory(ledger, record);
    const key = [...kept.keys()].find((name) => name.startsWith("1/record/"));
    const others: unknown[] = [
      "x",
      null,
      [1, 2],
      [{}],
      events.slice(0, 3).reverse(),
      [events[0], events[2]],
      events.map((event) => ({ ...event, blockHash: randomDigest() })),
      events.map((event) => ({ ...event, number: event.number + 1 })),
      // The end alone, and one whose end stands but whose past leads elsewhere.
      events.slice(3),
      events.map((event, i) => (i === 3 ? { ...event, blockNumber: 1n } : event)),
    ];
    for (const other of others) {
      kept.set(key as string, other);
      const again = await recordHistory(ledger, record, { retryDelay: 1 });
      expect(again.events).toEqual(events);
      expect(kept.get(key as string)).toEqual(events);
    }
  });

  it("that cannot be kept or found is read as ever", async () => {
    const fail = async () => {
      throw new RangeError("the browser says no");
    };
    const broken = { ...ledger, histories: { read: fail, write: fail, clear: fail } };
    expectBusyHistory(chain, await recordHistory(broken, chain.busy));
  });
});
