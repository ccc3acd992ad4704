import fc from "fast-check";
import type { Hex } from "viem";
import { numberToHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chainSlice } from "../../../lib/ledger/block.ts";
import {
  grant,
  grantMany,
  offer,
  publish,
  requestAccess,
  revoke,
  revokeAll,
  withdrawRequest,
} from "../../../lib/ledger/calls.ts";
import { askedJournal, lentJournal, recordHistory } from "../../../lib/ledger/history.ts";
import { send } from "../../../lib/ledger/send.ts";
import type { BusyChain } from "../../support/busy-chain.ts";
import {
  expectBusyHistory,
  isRange,
  MANY,
  nodeWith,
  nodeWithoutRanges,
  nodeWithRanges,
  startBusyChain,
} from "../../support/busy-chain.ts";
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
import { countedTransport, lockstepTransport } from "../../support/slow-transport.ts";

let chain: BusyChain;
beforeAll(async () => {
  chain = await startBusyChain();
});
afterAll(() => chain.close());

describe("recordHistory", () => {
  it("reads a whole history by one ranged call where the node serves it", async () => {
    const { transport, traffic } = countedTransport((args) => chain.provider.request(args));
    expectBusyHistory(chain, await recordHistory(chain.ledgerOver(transport), chain.busy));
    expect(traffic.byMethod.eth_getLogs).toBe(1);
  });

  it("walks where it is told not to ask for ranges, and finds the same", async () => {
    const { transport, traffic } = countedTransport((args) => chain.provider.request(args));
    const walked = await recordHistory(chain.ledgerOver(transport), chain.busy, { ranged: false });
    expectBusyHistory(chain, walked);
    const blocks = new Set(walked.events.map(({ blockNumber }) => blockNumber)).size;
    expect(traffic.byMethod.eth_getLogs).toBe(blocks);
    expect(walked.events).toEqual((await recordHistory(chain.ledger, chain.busy)).events);
  });

  it("needs few round trips, however it is cut into blocks", async () => {
    const { transport, traffic } = lockstepTransport(chain.provider);
    const ledger = chain.ledgerOver(transport);
    expectBusyHistory(
      chain,
      await recordHistory(ledger, chain.busy, { ranged: false, concurrency: MANY }),
    );
    // Two around the walk: the word with the newest block, and that block again.
    expect(traffic.rounds.length).toBeLessThanOrEqual(
      3 * Math.ceil(Math.log(MANY) / Math.log(4)) + 3,
    );
  });

  it("walks where the node refuses ranges, and does not ask it again", async () => {
    const { transport, traffic, reset } = nodeWithoutRanges(chain);
    const ledger = chain.ledgerOver(transport);
    const { events } = await recordHistory(ledger, chain.busy);
    const blocks = new Set(events.map(({ blockNumber }) => blockNumber)).size;
    expect(traffic.byMethod.eth_getLogs).toBe(blocks + 1);
    reset();
    expectBusyHistory(chain, await recordHistory(ledger, chain.busy));
    expect(traffic.byMethod.eth_getLogs).toBe(blocks);
  });

  it("reads by pieces of the range where the node serves those, in a few rounds", async () => {
    const { transport, traffic } = nodeWithRanges(chain, { most: 40 });
    const ledger = chain.ledgerOver(transport);
    expectBusyHistory(chain, await recordHistory(ledger, chain.busy, { piece: 40 }));
    expect(traffic.byMethod.eth_getLogs).toBeGreaterThan(3);
    const lockstep = lockstepTransport(nodeWithRanges(chain, { most: 40 }).provider);
    await recordHistory(chain.ledgerOver(lockstep.transport), chain.busy, { piece: 40 });
    expect(lockstep.traffic.rounds.length).toBeLessThanOrEqual(5);
  });

  it("walks where the node refuses pieces, too, and asks for none again", async () => {
    const { transport, traffic, reset } = nodeWithoutRanges(chain);
    const ledger = chain.ledgerOver(transport);
    const { events } = await recordHistory(ledger, chain.busy, { piece: 40 });
    const blocks = new Set(events.map(({ blockNumber }) => blockNumber)).size;
    expect(traffic.byMethod.eth_getLogs).toBeGreaterThan(blocks + 1);
    reset();
    expectBusyHistory(chain, await recordHistory(ledger, chain.busy, { piece: 40 }));
    expect(traffic.byMethod.eth_getLogs).toBe(blocks);
  });

  it("asks for ranges again where the node was only out of reach", async () => {
    let reachable = false;
    const { transport, traffic } = countedTransport((args) =>
      reachable || args.method !== "eth_getLogs"
        ? chain.provider.request(args)
        : Promise.reject(new TypeError("fetch failed")),
    );
    const ledger = chain.ledgerOver(transport);
    await expectCode("chain/unreachable", () => recordHistory(ledger, chain.busy));
    reachable = true;
    const before = traffic.byMethod.eth_getLogs ?? 0;
    expectBusyHistory(chain, await recordHistory(ledger, chain.busy));
    expect(traffic.byMethod.eth_getLogs).toBe(before + 1);
  });

  it("finds all events of all records, however they lie in transactions and blocks", async () => {
    // Blocks of transactions, each of which publishes to, or lends, one of three records.
    const step = fc.record({
      record: fc.nat(2),
      events: fc.integer({ min: 1, max: 6 }),
      lends: fc.boolean(),
    });
    const steps = fc.array(fc.array(step, { minLength: 1, maxLength: 5 }), {
      minLength: 1,
      maxLength: 12,
    });
    const [owner, account] = [walletOf(chain, 8), addressOf(chain, 9)];
    let salt = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (blocks) => {
        const records: Hex[] = [];
        for (let i = 0; i < 3; i++)
          records.push((await makeRecord(chain, owner, { salt: salt++ })).record);
        const slice = await chainSlice(chain.ledger);
        const terms = await termsNow(chain.ledger);
        const known = (await lentJournal(chain.ledger, account)).events;
        const wanted = records.map((): string[] => ["created"]);
        let lent = known.length;
        let section = 0;
        for (const block of blocks) {
          await chain.inOneBlock(async () => {
            for (const { record: which, events, lends } of block) {
              const record = records[which] as Hex;
              const leases = Array.from({ length: events }, () => leaseFor(account));
              const publications = leases.map(() => entry({ slice, section: section++ % 128 }));
              // A section takes one entry here: beyond the last section nothing is sent.
              if (section > 128) return;
              const call = lends
                ? grantMany(chain.ledger, { record, terms, leases, rotation: NO_ROTATION })
                : publish(chain.ledger, { record, publications });
              await submitOnly(owner, call);
              wanted[which]?.push(...leases.map(() => (lends ? "granted" : "published")));
              if (lends) lent += events;
            }
          });
        }
        for (const [i, record] of records.entries()) {
          const { events } = await recordHistory(chain.ledger, record, { ranged: false });
          expect(events.map(({ kind }) => kind)).toEqual(wanted[i]);
        }
        const walked = await lentJournal(chain.ledger, account, { ranged: false });
        expect(walked.count).toBe(lent);
        expect((await lentJournal(chain.ledger, account, { known })).events).toEqual(walked.events);
      }),
      { numRuns: 6 },
    );
  });

  it("walks where a ranged answer is not complete", async () => {
    const { transport } = nodeWith(chain, (logs, filter) =>
      isRange(filter) ? logs.slice(0, 50) : logs,
    );
    expectBusyHistory(chain, await recordHistory(chain.ledgerOver(transport), chain.busy));
  });

  it("tells records apart that share their blocks", async () => {
    const { events } = await recordHistory(chain.ledger, chain.quiet, { ranged: false });
    expect(events.length).toBeGreaterThan(20);
    expect(events.every(({ record }) => record === chain.quiet)).toBe(true);
  });

  it("knows nothing of a record that does not exist", async () => {
    const { events, count } = await recordHistory(chain.ledger, randomDigest());
    expect({ events, count }).toEqual({ events: [], count: 0 });
  });

  it("reads only the newest where that is asked for", async () => {
    const { transport, traffic } = countedTransport((args) => chain.provider.request(args));
    const { events, count } = await recordHistory(chain.ledgerOver(transport), chain.busy, {
      newest: 10,
    });
    expect(count).toBe(MANY);
    expect(events.map(({ number }) => number)).toEqual([
      291, 292, 293, 294, 295, 296, 297, 298, 299, 300,
    ]);
    expect(traffic.byMethod.eth_getLogs).toBeLessThanOrEqual(10);
  });

  it("reads an older state where a more settled one is asked for", async () => {
    const newest = await recordHistory(chain.ledger, chain.busy);
    const settledAt = newest.events[150]?.blockNumber ?? 0n;
    // This node settles at once, so one that takes its time is made of it.
    const { transport } = countedTransport((args) => {
      const text = JSON.stringify(args).replaceAll('"finalized"', `"${numberToHex(settledAt)}"`);
      return chain.provider.request(JSON.parse(text));
    });
    const ledger = chain.ledgerOver(transport);
    const settled = await recordHistory(ledger, chain.busy, { at: "finalized" });
    expect(settled.block.number).toBe(settledAt);
    expect(settled.count).toBeGreaterThan(150);
    expect(settled.events).toEqual(newest.events.slice(0, settled.count));
    // What is known of newer blocks is left out, not undone.
    const known = newest.events;
    const again = await recordHistory(ledger, chain.busy, { at: "finalized", known });
    expect(again).toMatchObject({ events: settled.events, unwound: 0 });
  });

  it("stops when it is told to", async () => {
    const abort = new AbortController();
    const enough = new DOMException("enough", "AbortError");
    const { transport } = nodeWith(chain, (logs) => {
      abort.abort(enough);
      return logs;
    });
    const reading = recordHistory(chain.ledgerOver(transport), chain.busy, {
      signal: abort.signal,
    });
    expect(await reading.catch((reason) => reason)).toBe(enough);
  });
});

describe("the journals of an account", () => {
  it("hold what was lent and offered to it, and what was asked of it", async () => {
    const [owner, other] = [walletOf(chain, 3), walletOf(chain, 4)];
    const account = addressOf(chain, 5);
    const asker = walletOf(chain, 6);
    const { ledger } = chain;
    const run = (wallet: typeof owner, call: Parameters<typeof send>[1]) =>
      send(ledger, call, { wallet });
    const { record: first } = await makeRecord(chain, owner, { salt: 0 });
    const { record: second } = await makeRecord(chain, other, { salt: 0 });
    const terms = await termsNow(ledger, { sections: [0, 3], rights: { read: true, write: true } });
    const lease = leaseFor(account);

    await run(owner, grant(ledger, { record: first, terms, lease, rotation: NO_ROTATION }));
    const ask = { sections: [1], rights: { read: true, write: false }, duration: 60 };
    const note = randomDigest();
    await run(asker, requestAccess(ledger, { record: first, ...ask, note }));
    const handover = randomDigest();
    await run(other, offer(ledger, { record: second, account, handover }));
    await run(owner, revoke(ledger, { record: first, account }));
    await run(asker, withdrawRequest(ledger, { record: first }));
    await run(owner, revokeAll(ledger, { record: first }));

    const lent = await lentJournal(ledger, account);
    expect(lent.events).toMatchObject([
      { kind: "granted", number: 1, record: first, account, terms, leaf: lease.leaf },
      { kind: "offered", number: 2, record: second, account, handover },
    ]);
    const asked = await askedJournal(ledger, addressOf(chain, 3));
    const requester = addressOf(chain, 6);
    expect(asked.events).toMatchObject([
      { kind: "accessRequested", number: 1, record: first, account: requester, request: ask, note },
      { kind: "requestWithdrawn", number: 2, record: first, account: requester },
    ]);
    const { events } = await recordHistory(ledger, first);
    expect(events.map(({ kind }) => kind)).toEqual(["created", "granted", "revoked", "revokedAll"]);
    expect((await lentJournal(ledger, requester)).events).toEqual([]);
  });
});
