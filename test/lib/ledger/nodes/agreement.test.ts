import type { Hex } from "viem";
import { numberToHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chainSlice } from "../../../../lib/ledger/block.ts";
import { publish } from "../../../../lib/ledger/calls.ts";
import { recordHistory } from "../../../../lib/ledger/history.ts";
import { send } from "../../../../lib/ledger/send.ts";
import type { BusyChain } from "../../../support/busy-chain.ts";
import { expectBusyHistory, startBusyChain } from "../../../support/busy-chain.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Behaviour } from "../../../support/faulty-nodes.ts";
import { dead, faultyNodes, hanging, slow } from "../../../support/faulty-nodes.ts";
import { entry, makeRecord, walletOf } from "../../../support/records.ts";

let chain: BusyChain;
beforeAll(async () => {
  chain = await startBusyChain();
});
afterAll(() => chain.close());

const fast = { retryDelay: 5 };

interface RawLog {
  blockNumber: Hex;
  data: Hex;
  transactionHash: Hex;
}

/** Changes what `eth_getLogs` answers. */
const lyingLogs =
  (lie: (logs: RawLog[]) => RawLog[]): Behaviour =>
  async ({ method }, next) => {
    const answer = await next();
    return method === "eth_getLogs" ? lie(answer as RawLog[]) : answer;
  };

const withholding = lyingLogs((logs) => logs.slice(1));
/** Another transaction: nothing in the event itself contradicts it. */
const forging = lyingLogs((logs) =>
  logs.map((log) => ({ ...log, transactionHash: `0x${"ab".repeat(32)}` })),
);

const states = ({ nodes }: ReturnType<typeof faultyNodes>) =>
  nodes.health().map(({ state }) => state);

describe("a history read from several nodes", () => {
  it("is what any of them has", async () => {
    const some = faultyNodes(chain, 3);
    expectBusyHistory(chain, await recordHistory(some.ledger, chain.busy));
    expect(some.faults.filter(({ requests }) => requests > 2)).toHaveLength(2);
    expect(states(some)).not.toContain("distrusted");
  });

  it("comes from the other where one left events out, and the health list says which", async () => {
    const some = faultyNodes(chain, 2);
    some.faults[0]!.behaviour = withholding;
    expectBusyHistory(chain, await recordHistory(some.ledger, chain.busy, fast));
    expect(states(some)).toEqual(["distrusted", "up"]);
    expect(some.nodes.health()[0]?.lastError?.error.code).toBe("ledger/history-gap");
    const { requests } = some.faults[0]!;
    expectBusyHistory(chain, await recordHistory(some.ledger, chain.busy, fast));
    expect(some.faults[0]!.requests).toBe(requests);
  });

  it("is refused where one of two forged it: nobody knows which", async () => {
    const some = faultyNodes(chain, 2);
    some.faults[1]!.behaviour = forging;
    const error = await recordHistory(some.ledger, chain.busy, fast).catch((reason) => reason);
    expect(error).toMatchObject({
      code: "chain/nodes-disagree",
      details: { nodes: ["node-0.test", "node-1.test"] },
    });
    expect(states(some)).toEqual(["distrusted", "distrusted"]);
  });

  it("works again when both say the same again", async () => {
    const some = faultyNodes(chain, 2);
    some.faults[1]!.behaviour = forging;
    const read = () => recordHistory(some.ledger, chain.busy, fast);
    await expectCode("chain/nodes-disagree", read);
    some.faults[1]!.behaviour = (_, next) => next();
    expectBusyHistory(chain, await read());
    expect(states(some)).toEqual(["up", "up"]);
  });

  it.each([0, 1, 2])("follows two of three where node %i forges", async (liar) => {
    const some = faultyNodes(chain, 3, { hedgeTime: 5000 });
    // The fastest is asked first.
    for (const fault of some.faults) fault.behaviour = slow(120);
    some.faults[liar]!.behaviour = forging;
    await some.nodes.check();
    expectBusyHistory(chain, await recordHistory(some.ledger, chain.busy, fast));
    expect(states(some)).toEqual([0, 1, 2].map((i) => (i === liar ? "distrusted" : "up")));
    const { requests } = some.faults[liar]!;
    expectBusyHistory(chain, await recordHistory(some.ledger, chain.busy, fast));
    expect(some.faults[liar]!.requests).toBe(requests);
  });

  it("is the newer of two where one stays behind with an old state", async () => {
    const owner = walletOf(chain, 0);
    const { record } = await makeRecord(chain, owner, { salt: 50 });
    const some = faultyNodes(chain, 2);
    const frozen = numberToHex(await chain.client.getBlockNumber());
    some.faults[0]!.behaviour = ({ method, params = [] }, next) => {
      const old = (params as unknown[]).map((one) => (one === "latest" ? frozen : one));
      return method === "eth_blockNumber"
        ? Promise.resolve(frozen)
        : old.includes(frozen)
          ? chain.provider.request({ method, params: old })
          : next();
    };
    const slice = await chainSlice(chain.ledger);
    const publications = [entry({ slice })];
    await send(chain.ledger, publish(chain.ledger, { record, publications }), { wallet: owner });
    expect((await recordHistory(some.ledger, record, fast)).count).toBe(2);
    await chain.mine(5);
    expect((await recordHistory(some.ledger, record, fast)).count).toBe(2);
    await some.nodes.check();
    expect(states(some)).toEqual(["lagging", "up"]);
  });

  it.each([
    ["is gone", dead],
    ["hangs", hanging],
  ])("does without a node that %s", async (_, behaviour) => {
    const some = faultyNodes(chain, 2);
    some.faults[0]!.behaviour = behaviour;
    const started = performance.now();
    expectBusyHistory(chain, await recordHistory(some.ledger, chain.busy, fast));
    expect(performance.now() - started).toBeLessThan(7000);
    expect(states(some)[0]).toBe("down");
  });

  it("waits for a node that is only slow", async () => {
    const some = faultyNodes(chain, 2);
    some.faults[0]!.behaviour = slow(20);
    expectBusyHistory(chain, await recordHistory(some.ledger, chain.busy, fast));
    expect(states(some)).toEqual(["up", "up"]);
  });

  it("fails when all do, and ends when the caller does", async () => {
    const some = faultyNodes(chain, 2);
    for (const fault of some.faults) fault.behaviour = dead;
    await expectCode("chain/unreachable", () => recordHistory(some.ledger, chain.busy, fast));
    for (const fault of some.faults) fault.behaviour = hanging;
    const reason = new RangeError("enough");
    const signal = AbortSignal.abort(reason);
    const read = recordHistory(some.ledger, chain.busy, { ...fast, signal });
    expect(await read.catch((error) => error)).toBe(reason);
  });
});
