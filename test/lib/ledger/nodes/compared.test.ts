import type { Address, Hex } from "viem";
import { encodeFunctionResult, numberToHex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ledgerAbi } from "../../../../lib/ledger/abi/ledger.ts";
import { chainSlice, readBlock, readBlockTime } from "../../../../lib/ledger/block.ts";
import { publish } from "../../../../lib/ledger/calls.ts";
import { hasAccess } from "../../../../lib/ledger/grant.ts";
import { hasKey } from "../../../../lib/ledger/key-directory.ts";
import { readHeads, readRecord } from "../../../../lib/ledger/record.ts";
import { send } from "../../../../lib/ledger/send.ts";
import type { TestChain } from "../../../support/chain.ts";
import { startChain } from "../../../support/chain.ts";
import { expectCode } from "../../../support/errors.ts";
import type { Behaviour } from "../../../support/faulty-nodes.ts";
import { dead, faultyNodes, hanging, honest, slow } from "../../../support/faulty-nodes.ts";
import { addressOf, entry, makeRecord, walletOf } from "../../../support/records.ts";

let chain: TestChain;
let record: Hex;
let stranger: Address;
beforeAll(async () => {
  chain = await startChain();
  record = (await makeRecord(chain, walletOf(chain, 0), { salt: 1 })).record;
  stranger = addressOf(chain, 3);
});
afterAll(() => chain.close());

const fast = { retryDelay: 5 };
const states = ({ nodes }: ReturnType<typeof faultyNodes>) =>
  nodes.health().map(({ state }) => state);

/** Answers calls of contracts with another word. */
const lying =
  (word: Hex): Behaviour =>
  ({ method }, next) =>
    method === "eth_call" ? Promise.resolve(word) : next();
const yes = lying(
  encodeFunctionResult({ abi: ledgerAbi, functionName: "hasAccess", result: true }),
);

const access = () => ({ record, account: stranger, section: 1 });

describe("a word that two nodes tell", () => {
  it("is taken where they agree, and both are asked", async () => {
    const some = faultyNodes(chain, 3);
    expect((await readRecord(some.ledger, record, fast))?.epoch).toBe(0);
    expect(await hasAccess(some.ledger, access(), fast)).toBe(false);
    expect(some.faults.filter(({ requests }) => requests > 2)).toHaveLength(2);
    expect(states(some)).not.toContain("distrusted");
  });

  it.each([0, 1])("is not believed where node %i of two lies", async (liar) => {
    const some = faultyNodes(chain, 2);
    some.faults[liar]!.behaviour = yes;
    await expectCode("chain/nodes-disagree", () => hasAccess(some.ledger, access(), fast));
    expect(states(some)).toEqual(["distrusted", "distrusted"]);
    some.faults[liar]!.behaviour = honest;
    expect(await hasAccess(some.ledger, access(), fast)).toBe(false);
    expect(states(some)).toEqual(["up", "up"]);
  });

  it.each([0, 1, 2])("is what two of three say where node %i lies", async (liar) => {
    const some = faultyNodes(chain, 3);
    for (const fault of some.faults) fault.behaviour = slow(20);
    some.faults[liar]!.behaviour = yes;
    expect(await hasAccess(some.ledger, access(), fast)).toBe(false);
    if (some.faults[liar]!.requests > 0) expect(states(some)[liar]).toBe("distrusted");
    expect(states(some).filter((state) => state === "distrusted").length).toBeLessThan(2);
  });

  it("is not believed where one answers a newest state that it does not have itself", async () => {
    const some = faultyNodes(chain, 2);
    // Honest about every block that is named.
    some.faults[0]!.behaviour = ({ method, params = [] }, next) =>
      method === "eth_call" && (params as unknown[])[1] === "latest"
        ? Promise.resolve(`0x${"00".repeat(31)}01`)
        : next();
    await expectCode("chain/nodes-disagree", () => hasAccess(some.ledger, access(), fast));
  });

  it("is the newer one where a node stays behind, and the older one passes for honest", async () => {
    const owner = walletOf(chain, 0);
    const { record: own } = await makeRecord(chain, owner, { salt: 2 });
    const some = faultyNodes(chain, 2);
    const frozen = numberToHex(await chain.client.getBlockNumber());
    some.faults[0]!.behaviour = ({ method, params = [] }, next) => {
      const old = (params as unknown[]).map((one) => (one === "latest" ? frozen : one));
      if (method === "eth_blockNumber") return Promise.resolve(frozen);
      return old.includes(frozen) ? chain.provider.request({ method, params: old }) : next();
    };
    const before = await readHeads(some.ledger, { record: own, sections: [0] }, fast);
    const slice = await chainSlice(chain.ledger);
    const publications = [entry({ slice })];
    await send(chain.ledger, publish(chain.ledger, { record: own, publications }), {
      wallet: owner,
    });
    const heads = await readHeads(some.ledger, { record: own, sections: [0] }, fast);
    expect(heads).not.toEqual(before);
    expect(heads).toEqual(await readHeads(chain.ledger, { record: own, sections: [0] }));
    expect(states(some)).not.toContain("distrusted");
  });

  it("is compared in the key directory, too", async () => {
    const some = faultyNodes(chain, 2);
    some.faults[1]!.behaviour = lying(`0x${"ab".repeat(32)}`);
    await expectCode("chain/nodes-disagree", () => hasKey(some.ledger, stranger, fast));
  });

  it.each([
    ["is gone", dead],
    ["hangs", hanging],
  ])("is the other's where one %s", async (_, behaviour) => {
    const some = faultyNodes(chain, 2);
    some.faults[0]!.behaviour = behaviour;
    expect(await hasAccess(some.ledger, access(), fast)).toBe(false);
    expect(states(some)[0]).toBe("down");
    // And the next does not wait for it.
    const started = performance.now();
    expect(await hasAccess(some.ledger, access(), fast)).toBe(false);
    expect(performance.now() - started).toBeLessThan(7000);
  });

  it("fails when all do, and ends when the caller does", async () => {
    const some = faultyNodes(chain, 2);
    for (const fault of some.faults) fault.behaviour = dead;
    await expectCode("chain/unreachable", () => hasAccess(some.ledger, access(), fast));
    const reason = new RangeError("enough");
    const read = hasAccess(some.ledger, access(), { signal: AbortSignal.abort(reason) });
    expect(await read.catch((error) => error)).toBe(reason);
  });

  it("costs little more time than one node's word", async () => {
    const time = async (count: number) => {
      const some = faultyNodes(chain, count);
      for (const fault of some.faults) fault.behaviour = slow(60);
      await some.nodes.check();
      const started = performance.now();
      for (let i = 0; i < 10; i++) await readRecord(some.ledger, record, fast);
      return (performance.now() - started) / 10;
    };
    const [one, two] = [await time(1), await time(2)];
    expect(two).toBeLessThan(one * 2);
  });
});

describe("the newest block", () => {
  it("is the same from two nodes, at any consistency", async () => {
    const some = faultyNodes(chain, 2);
    for (const at of ["latest", "safe", "finalized"] as const) {
      expect(await readBlock(some.ledger, { at, ...fast })).toEqual(
        await readBlock(chain.ledger, { at }),
      );
    }
  });

  it("is not believed where one makes it up", async () => {
    const some = faultyNodes(chain, 2);
    some.faults[1]!.behaviour = async ({ method }, next) => {
      const answer = await next();
      return method === "eth_getBlockByNumber"
        ? { ...(answer as object), hash: `0x${"cd".repeat(32)}`, timestamp: "0x1" }
        : answer;
    };
    await expectCode("chain/nodes-disagree", () => readBlock(some.ledger, fast));
  });
});

describe("the time of a past block", () => {
  const past = async () => (await chain.client.getBlock()).number - 1n;
  const later: Behaviour = async ({ method }, next) => {
    const answer = (await next()) as { timestamp: Hex };
    if (method !== "eth_getBlockByNumber") return answer;
    return { ...answer, timestamp: numberToHex(BigInt(answer.timestamp) + 60n) };
  };

  it("is what two nodes say, and leaves their heights alone", async () => {
    const some = faultyNodes(chain, 2);
    await some.nodes.check();
    const heights = () => some.nodes.health().map(({ height }) => height);
    const before = heights();
    const number = await past();
    const { timestamp } = await chain.client.getBlock({ blockNumber: number });
    expect(await readBlockTime(some.ledger, number, fast)).toBe(Number(timestamp));
    expect(heights()).toEqual(before);
    for (const { requests } of some.faults) expect(requests).toBeGreaterThan(0);
  });

  it("is not believed where one of two says another, and is the majority's of three", async () => {
    const two = faultyNodes(chain, 2);
    two.faults[1]!.behaviour = later;
    const number = await past();
    await expectCode("chain/nodes-disagree", () => readBlockTime(two.ledger, number, fast));
    const three = faultyNodes(chain, 3);
    three.faults[0]!.behaviour = later;
    const { timestamp } = await chain.client.getBlock({ blockNumber: number });
    expect(await readBlockTime(three.ledger, number, fast)).toBe(Number(timestamp));
  });

  it("comes from the other where one does not have the block", async () => {
    const some = faultyNodes(chain, 2);
    some.faults[0]!.behaviour = async ({ method }, next) =>
      method === "eth_getBlockByNumber" ? null : next();
    const number = await past();
    const { timestamp } = await chain.client.getBlock({ blockNumber: number });
    expect(await readBlockTime(some.ledger, number, fast)).toBe(Number(timestamp));
    await expectCode("chain/unreachable", () => readBlockTime(chain.ledger, number + 1000n));
  });
});
