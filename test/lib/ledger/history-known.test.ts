import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chainSlice } from "../../../lib/ledger/block.ts";
import { publish } from "../../../lib/ledger/calls.ts";
import { recordHistory } from "../../../lib/ledger/history.ts";
import { send } from "../../../lib/ledger/send.ts";
import type { BusyChain } from "../../support/busy-chain.ts";
import { expectBusyHistory, startBusyChain } from "../../support/busy-chain.ts";
import { entry, makeRecord, randomDigest, walletOf } from "../../support/records.ts";
import { countedTransport, lockstepTransport } from "../../support/slow-transport.ts";

let chain: BusyChain;
beforeAll(async () => {
  chain = await startBusyChain();
});
afterAll(() => chain.close());

describe("recordHistory, knowing some already", () => {
  it("reads only what is new", async () => {
    const { events } = await recordHistory(chain.ledger, chain.busy);
    const known = events.slice(0, 290);
    for (const ranged of [true, false]) {
      const { transport, traffic } = countedTransport((args) => chain.provider.request(args));
      const ledger = chain.ledgerOver(transport);
      const again = await recordHistory(ledger, chain.busy, { known, ranged });
      expect(again.events).toEqual(events);
      expect(again.unwound).toBe(0);
      expect(traffic.byMethod.eth_getLogs).toBeLessThanOrEqual(10);
    }
  });

  it("reads no log where nothing is new", async () => {
    const { events } = await recordHistory(chain.ledger, chain.busy);
    const { transport, traffic } = lockstepTransport(chain.provider);
    const again = await recordHistory(chain.ledgerOver(transport), chain.busy, { known: events });
    expect(again.events).toEqual(events);
    expect(traffic.byMethod.eth_getLogs).toBeUndefined();
    expect(traffic.rounds).toHaveLength(1);
  });

  it("goes on from the newest few", async () => {
    const { events } = await recordHistory(chain.ledger, chain.busy);
    const known = events.slice(270, 280);
    const again = await recordHistory(chain.ledger, chain.busy, { known });
    expect(again.events).toEqual(events.slice(270));
  });

  it("keeps what it knows through a structured clone", async () => {
    const { events } = await recordHistory(chain.ledger, chain.quiet);
    const known = structuredClone(events);
    expect((await recordHistory(chain.ledger, chain.quiet, { known })).events).toEqual(events);
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
    const { events } = await recordHistory(chain.ledger, chain.quiet);
    const known = events.map((event) => ({ ...event, blockHash: randomDigest() }));
    const again = await recordHistory(chain.ledger, chain.quiet, { known });
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
    expectBusyHistory(chain, await recordHistory(chain.ledgerOver(transport), chain.busy));
    expect(asked).toBe(2);
  });
});
