import type { Hex } from "viem";
import { numberToHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chainSlice } from "../../../lib/ledger/block.ts";
import {
  grant,
  offer,
  publish,
  requestAccess,
  revoke,
  revokeAll,
  withdrawRequest,
} from "../../../lib/ledger/calls.ts";
import type { History } from "../../../lib/ledger/history.ts";
import { askedJournal, lentJournal, recordHistory } from "../../../lib/ledger/history.ts";
import { send } from "../../../lib/ledger/send.ts";
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
import type { Provider } from "../../support/slow-transport.ts";
import { countedTransport, lockstepTransport } from "../../support/slow-transport.ts";

/** Events of the busiest record. */
const MANY = 300;

let chain: TestChain;
let busy: Hex;
let quiet: Hex;
/** Heads of section 0 of the busy record, in order. */
let heads: Hex[];

beforeAll(async () => {
  chain = await startChain();
  const owner = walletOf(chain, 0);
  ({ record: busy } = await makeRecord(chain, owner, { salt: 0 }));
  ({ record: quiet } = await makeRecord(chain, owner, { salt: 1 }));
  // Blocks of one to five entries, some of the quiet record's between them, some blocks empty.
  heads = [];
  let quietHead: Hex | null = null;
  const slice = await chainSlice(chain.ledger);
  for (let block = 0; heads.length < MANY - 1; block++) {
    await chain.inOneBlock(async () => {
      for (let i = 0; i <= block % 5 && heads.length < MANY - 1; i++) {
        const next = entry({ slice, expectedHead: heads.at(-1) ?? null });
        await submitOnly(owner, publish(chain.ledger, { record: busy, publications: [next] }));
        heads.push(next.newHead);
        if ((block + i) % 7 !== 0) continue;
        const other = entry({ slice, expectedHead: quietHead });
        await submitOnly(owner, publish(chain.ledger, { record: quiet, publications: [other] }));
        quietHead = other.newHead;
      }
    });
    if (block % 3 === 0) await chain.mine(2);
  }
});
afterAll(() => chain.close());

/** A node that answers `eth_getLogs` as `change` says. */
function nodeWith(change: (logs: RawLog[], filter: RawFilter) => RawLog[] | Promise<RawLog[]>) {
  return countedTransport(async (args) => {
    const answer = await chain.provider.request(args);
    if (args.method !== "eth_getLogs") return answer;
    return change(answer as RawLog[], (args.params as [RawFilter])[0]);
  });
}

interface RawLog {
  blockNumber: Hex;
  data: Hex;
  topics: Hex[];
  [field: string]: unknown;
}

interface RawFilter {
  fromBlock: Hex;
  toBlock: Hex;
}

const isRange = ({ fromBlock, toBlock }: RawFilter) => fromBlock !== toBlock;

/** A node that serves logs of single blocks only, as many public ones do. */
const withoutRanges = (request: Provider["request"]): Provider => ({
  async request(args) {
    const [filter] = (args.params ?? []) as [RawFilter?];
    if (args.method === "eth_getLogs" && filter && isRange(filter)) {
      throw Object.assign(new Error("block range is too wide"), { code: -32005 });
    }
    return request(args);
  },
});

function expectBusyHistory({ events, count }: History): void {
  expect(count).toBe(MANY);
  expect(events.map(({ number }) => number)).toEqual(Array.from({ length: MANY }, (_, i) => i + 1));
  expect(events[0]?.kind).toBe("created");
  const published = events
    .slice(1)
    .map((event) => (event.kind === "published" ? event.head : null));
  expect(published).toEqual(heads);
}

describe("recordHistory", () => {
  it("reads a whole history by one ranged call where the node serves it", async () => {
    const { transport, traffic } = countedTransport((args) => chain.provider.request(args));
    expectBusyHistory(await recordHistory(chain.ledgerOver(transport), busy));
    expect(traffic.byMethod.eth_getLogs).toBe(1);
  });

  it("walks where it is told not to ask for ranges, and finds the same", async () => {
    const { transport, traffic } = countedTransport((args) => chain.provider.request(args));
    const walked = await recordHistory(chain.ledgerOver(transport), busy, { ranged: false });
    expectBusyHistory(walked);
    const blocks = new Set(walked.events.map(({ blockNumber }) => blockNumber)).size;
    expect(traffic.byMethod.eth_getLogs).toBe(blocks);
    expect(walked.events).toEqual((await recordHistory(chain.ledger, busy)).events);
  });

  it("needs few round trips, however it is cut into blocks", async () => {
    const { transport, traffic } = lockstepTransport(chain.provider);
    const ledger = chain.ledgerOver(transport);
    expectBusyHistory(await recordHistory(ledger, busy, { ranged: false, concurrency: MANY }));
    // Two around the walk: the word with the newest block, and that block again.
    expect(traffic.rounds.length).toBeLessThanOrEqual(
      3 * Math.ceil(Math.log(MANY) / Math.log(4)) + 3,
    );
  });

  it("walks where the node refuses ranges, and does not ask it again", async () => {
    const node = withoutRanges((args) => chain.provider.request(args));
    const { transport, traffic, reset } = countedTransport((args) => node.request(args));
    const ledger = chain.ledgerOver(transport);
    const { events } = await recordHistory(ledger, busy);
    const blocks = new Set(events.map(({ blockNumber }) => blockNumber)).size;
    expect(traffic.byMethod.eth_getLogs).toBe(blocks + 1);
    reset();
    expectBusyHistory(await recordHistory(ledger, busy));
    expect(traffic.byMethod.eth_getLogs).toBe(blocks);
  });

  it("walks where a ranged answer is not complete", async () => {
    const { transport } = nodeWith((logs, filter) => (isRange(filter) ? logs.slice(0, 50) : logs));
    expectBusyHistory(await recordHistory(chain.ledgerOver(transport), busy));
  });

  it("tells records apart that share their blocks", async () => {
    const { events } = await recordHistory(chain.ledger, quiet, { ranged: false });
    expect(events.length).toBeGreaterThan(20);
    expect(events.every(({ record }) => record === quiet)).toBe(true);
  });

  it("knows nothing of a record that does not exist", async () => {
    const { events, count } = await recordHistory(chain.ledger, randomDigest());
    expect({ events, count }).toEqual({ events: [], count: 0 });
  });

  it("reads only the newest where that is asked for", async () => {
    const { transport, traffic } = countedTransport((args) => chain.provider.request(args));
    const { events, count } = await recordHistory(chain.ledgerOver(transport), busy, {
      newest: 10,
    });
    expect(count).toBe(MANY);
    expect(events.map(({ number }) => number)).toEqual([
      291, 292, 293, 294, 295, 296, 297, 298, 299, 300,
    ]);
    expect(traffic.byMethod.eth_getLogs).toBeLessThanOrEqual(10);
  });

  it("reads an older state where a more settled one is asked for", async () => {
    const newest = await recordHistory(chain.ledger, busy);
    const settledAt = newest.events[150]?.blockNumber ?? 0n;
    // This node settles at once, so one that takes its time is made of it.
    const { transport } = countedTransport((args) => {
      const text = JSON.stringify(args).replaceAll('"finalized"', `"${numberToHex(settledAt)}"`);
      return chain.provider.request(JSON.parse(text));
    });
    const ledger = chain.ledgerOver(transport);
    const settled = await recordHistory(ledger, busy, { at: "finalized" });
    expect(settled.block.number).toBe(settledAt);
    expect(settled.count).toBeGreaterThan(150);
    expect(settled.events).toEqual(newest.events.slice(0, settled.count));
    // What is known of newer blocks is left out, not undone.
    const known = newest.events;
    const again = await recordHistory(ledger, busy, { at: "finalized", known });
    expect(again).toMatchObject({ events: settled.events, unwound: 0 });
  });

  it("stops when it is told to", async () => {
    const abort = new AbortController();
    const enough = new DOMException("enough", "AbortError");
    const { transport } = nodeWith((logs) => {
      abort.abort(enough);
      return logs;
    });
    const reading = recordHistory(chain.ledgerOver(transport), busy, { signal: abort.signal });
    expect(await reading.catch((reason) => reason)).toBe(enough);
  });
});

describe("recordHistory, of a node that is not to be trusted", () => {
  const readOver = (change: Parameters<typeof nodeWith>[0], record = busy) =>
    recordHistory(chain.ledgerOver(nodeWith(change).transport), record);

  it.each([1, 17, 256, 299, 300])("names event %i where it is left out", async (number) => {
    const { events } = await recordHistory(chain.ledger, busy);
    const left = events[number - 1];
    const error = await expectCode("ledger/history-gap", () =>
      readOver((logs) =>
        logs.filter(
          ({ blockNumber, logIndex }) =>
            BigInt(blockNumber) !== left?.blockNumber || Number(logIndex) !== left.logIndex,
        ),
      ),
    );
    expect(error.details.missing).toContain(number);
  });

  it("refuses logs of another contract", async () => {
    await expectCode("ledger/foreign-event", () =>
      readOver((logs) => logs.map((log) => ({ ...log, address: chain.ledger.keyDirectory }))),
    );
  });

  it("refuses logs of another record", async () => {
    await expectCode("ledger/foreign-event", () =>
      readOver((logs) =>
        logs.map((log) => ({
          ...log,
          topics: [log.topics[0] as Hex, quiet, ...log.topics.slice(2)],
        })),
      ),
    );
  });

  it("refuses logs of another block", async () => {
    await expectCode("ledger/foreign-event", () =>
      readOver((logs) => logs.map((log) => ({ ...log, blockNumber: "0x1" }))),
    );
  });

  it.each(["null", "{}", "[null]", '[{"data":"0x"}]'])("refuses %s", async (json) => {
    await expectCode("ledger/foreign-event", () => readOver(() => JSON.parse(json)));
  });

  it("refuses logs that were removed", async () => {
    await expectCode("ledger/foreign-event", () =>
      readOver((logs) => logs.map((log) => ({ ...log, removed: true }))),
    );
  });

  it.each([
    ["of two forks", { blockHash: randomDigest() }],
    ["in another order", { logIndex: "0xffff" }],
  ])("refuses a history %s", async (_, change) => {
    const { events } = await recordHistory(chain.ledger, busy);
    // The first of several in its block.
    const moved = events.find(
      ({ blockNumber }, i) => i > 1 && events[i + 1]?.blockNumber === blockNumber,
    );
    await expectCode("ledger/history-inconsistent", () =>
      readOver((logs) =>
        logs.map((log) =>
          BigInt(log.blockNumber) === moved?.blockNumber && Number(log.logIndex) === moved.logIndex
            ? { ...log, ...change }
            : log,
        ),
      ),
    );
  });

  it("says so where there is no ledger", async () => {
    const ledger = { ...chain.ledger, ledger: addressOf(chain, 9) };
    await expectCode("ledger/not-deployed", () => recordHistory(ledger, busy));
  });

  it("says so where there is no answer", async () => {
    const { transport } = countedTransport(() => Promise.reject(new TypeError("fetch failed")));
    await expectCode("chain/unreachable", () => recordHistory(chain.ledgerOver(transport), busy));
  });
});

describe("recordHistory, knowing some already", () => {
  it("reads only what is new", async () => {
    const { events } = await recordHistory(chain.ledger, busy);
    const known = events.slice(0, 290);
    for (const ranged of [true, false]) {
      const { transport, traffic } = countedTransport((args) => chain.provider.request(args));
      const ledger = chain.ledgerOver(transport);
      const again = await recordHistory(ledger, busy, { known, ranged });
      expect(again.events).toEqual(events);
      expect(again.unwound).toBe(0);
      expect(traffic.byMethod.eth_getLogs).toBeLessThanOrEqual(10);
    }
  });

  it("reads no log where nothing is new", async () => {
    const { events } = await recordHistory(chain.ledger, busy);
    const { transport, traffic } = lockstepTransport(chain.provider);
    const again = await recordHistory(chain.ledgerOver(transport), busy, { known: events });
    expect(again.events).toEqual(events);
    expect(traffic.byMethod.eth_getLogs).toBeUndefined();
    expect(traffic.rounds).toHaveLength(1);
  });

  it("goes on from the newest few", async () => {
    const { events } = await recordHistory(chain.ledger, busy);
    const known = events.slice(270, 280);
    const again = await recordHistory(chain.ledger, busy, { known });
    expect(again.events).toEqual(events.slice(270));
  });

  it("keeps what it knows through a structured clone", async () => {
    const { events } = await recordHistory(chain.ledger, quiet);
    const known = structuredClone(events);
    expect((await recordHistory(chain.ledger, quiet, { known })).events).toEqual(events);
  });

  it.each([1, 2, 7])("unwinds %i blocks that a reorganisation took away", async (depth) => {
    const owner = walletOf(chain, 0);
    const { record } = await makeRecord(chain, owner, { salt: 100 + depth });
    const slice = await chainSlice(chain.ledger);
    const publishNext = async (head: Hex | null) => {
      const next = entry({ slice, expectedHead: head });
      await send(chain.ledger, publish(chain.ledger, { record, publications: [next] }), {
        wallet: owner,
      });
      return next.newHead;
    };
    let head: Hex | null = null;
    for (let i = 0; i < 5; i++) head = await publishNext(head);
    const standing = await recordHistory(chain.ledger, record);
    const goBack = await chain.snapshot();
    let fallen = head;
    for (let i = 0; i < depth; i++) fallen = await publishNext(fallen);
    const before = await recordHistory(chain.ledger, record);
    await goBack();
    // The other fork: as long, with other entries.
    await chain.mine(1);
    for (let i = 0; i < 2; i++) head = await publishNext(head);

    const after = await recordHistory(chain.ledger, record, { known: before.events });
    expect(after.unwound).toBe(depth);
    expect(after.events.slice(0, 6)).toEqual(standing.events);
    expect(after.events).toEqual((await recordHistory(chain.ledger, record)).events);
    expect(after.count).toBe(8);
  });

  it("starts over where a whole other chain answers", async () => {
    const { events } = await recordHistory(chain.ledger, quiet);
    const known = events.map((event) => ({ ...event, blockHash: randomDigest() }));
    const again = await recordHistory(chain.ledger, quiet, { known });
    expect(again.unwound).toBe(events.length);
    expect(again.events).toEqual(events);
  });

  it("reads again where the chain was reorganised during the walk", async () => {
    let asked = 0;
    const { transport } = countedTransport(async (args) => {
      const answer = (await chain.provider.request(args)) as { hash: Hex };
      const [block] = (args.params ?? []) as [unknown];
      // The newest block's hash changes once, between the first look at it and the second.
      const first = args.method === "eth_getBlockByNumber" && block === "latest" && asked++ === 0;
      return first ? { ...answer, hash: randomDigest() } : answer;
    });
    expectBusyHistory(await recordHistory(chain.ledgerOver(transport), busy));
    expect(asked).toBe(2);
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
    await run(other, offer(ledger, { record: second, account }));
    await run(owner, revoke(ledger, { record: first, account }));
    await run(asker, withdrawRequest(ledger, { record: first }));
    await run(owner, revokeAll(ledger, { record: first }));

    const lent = await lentJournal(ledger, account);
    expect(lent.events).toMatchObject([
      { kind: "granted", number: 1, record: first, account, terms, leaf: lease.leaf },
      { kind: "offered", number: 2, record: second, account },
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
