import { parseEther } from "viem";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { getBlockNumber, getTransactionCount, sendRawTransaction } from "viem/actions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { close } from "../../../../lib/ledger/calls.ts";
import { createNodes } from "../../../../lib/ledger/nodes/nodes.ts";
import { readRecord } from "../../../../lib/ledger/record.ts";
import { simulate } from "../../../../lib/ledger/send.ts";
import type { TestChain } from "../../../support/chain.ts";
import { startChain } from "../../../support/chain.ts";
import { expectCode } from "../../../support/errors.ts";
import { dead, faultyNodes, hanging, honest, slow } from "../../../support/faulty-nodes.ts";
import { makeRecord, randomDigest, walletOf } from "../../../support/records.ts";

let chain: TestChain;
beforeAll(async () => {
  chain = await startChain();
});
afterAll(() => chain.close());

const height = ({ client }: ReturnType<typeof faultyNodes>["ledger"]) =>
  getBlockNumber(client, { cacheTime: 0 });

describe("requests to several nodes", () => {
  it("go to one of them while it does well", async () => {
    const { faults, nodes, ledger } = faultyNodes(chain, 3);
    await nodes.check();
    const before = faults.map(({ requests }) => requests);
    for (let i = 0; i < 10; i++) await height(ledger);
    const asked = faults.map(({ requests }, i) => requests - (before[i] ?? 0));
    expect(Math.max(...asked)).toBeGreaterThanOrEqual(9);
  });

  it("go on at the next when one is gone, and spare it for longer each time", async () => {
    let time = 1_000_000;
    const { faults, nodes, ledger } = faultyNodes(chain, 2, { now: () => time });
    const [first] = faults;
    first!.behaviour = dead;
    const rests: number[] = [];
    for (let i = 0; i < 4; i++) {
      expect(await height(ledger)).toBeTypeOf("bigint");
      const restsUntil = nodes.health()[0]?.restsUntil ?? null;
      if (restsUntil === null) throw new RangeError("it does not rest");
      rests.push(restsUntil - time);
      const { requests } = first!;
      await height(ledger);
      expect(first!.requests).toBe(requests); // spared
      time = restsUntil + 60_001; // so long that the other one's latency counts no more
    }
    expect(rests).toEqual([1000, 2000, 4000, 8000]);
    expect(nodes.health()[0]).toMatchObject({
      state: "down",
      lastError: { at: expect.any(Number) },
    });
    first!.behaviour = honest;
    await height(ledger);
    expect(nodes.health()[0]).toMatchObject({ state: "up", restsUntil: null });
  });

  it("that fail together count as one failure", async () => {
    const { faults, nodes, ledger } = faultyNodes(chain, 2, { now: () => 1 });
    faults[0]!.behaviour = dead;
    await Promise.all(Array.from({ length: 50 }, () => height(ledger)));
    expect(nodes.health()[0]?.restsUntil).toBe(1001);
  });

  it("are put to the next as well when one hangs", async () => {
    const { faults, ledger } = faultyNodes(chain, 2, { hedgeTime: 50 });
    faults[0]!.behaviour = hanging;
    const started = performance.now();
    await height(ledger);
    expect(performance.now() - started).toBeLessThan(7000);
  });

  it("prefer the faster one", async () => {
    const { faults, nodes, ledger } = faultyNodes(chain, 2, { hedgeTime: 2000 });
    faults[0]!.behaviour = slow(150);
    await nodes.check();
    await nodes.check();
    const { requests } = faults[0]!;
    for (let i = 0; i < 5; i++) await height(ledger);
    expect(faults[0]!.requests).toBe(requests);
    const [first, second] = nodes.health();
    expect(first?.latency).toBeGreaterThan(second?.latency ?? 1e9);
  });

  it("fail when all do, and work again when one is back", async () => {
    const { faults, ledger } = faultyNodes(chain, 2);
    for (const fault of faults) fault.behaviour = dead;
    await expectCode("chain/unreachable", () => readRecord(ledger, randomDigest()));
    faults[1]!.behaviour = honest;
    expect(await readRecord(ledger, randomDigest())).toBeNull();
  });

  it("end with what the contract says, without asking another node", async () => {
    const { faults, ledger } = faultyNodes(chain, 2);
    const { record } = await makeRecord(chain, walletOf(chain, 0), { salt: 1 });
    const stranger = walletOf(chain, 5).account;
    const before = faults[1]!.requests;
    await expectCode("ledger/not-owner", () =>
      simulate(ledger, close(ledger, { record }), { account: stranger }),
    );
    const calls = faults[1]!.requests - before;
    expect(calls).toBeLessThanOrEqual(2); // the background check alone: chain id and height
  });

  it("stop when the caller does", async () => {
    const { faults, ledger } = faultyNodes(chain, 2, { hedgeTime: 5 });
    for (const fault of faults) fault.behaviour = slow(500);
    const stop = new AbortController();
    const reading = readRecord(ledger, randomDigest(), { signal: stop.signal });
    const reason = new RangeError("enough");
    setTimeout(() => stop.abort(reason), 50);
    expect(await reading.catch((error) => error)).toBe(reason);
  });

  it("that change something are put to one node alone", async () => {
    const { faults, ledger } = faultyNodes(chain, 2, { hedgeTime: 5 });
    const mined = new Set<string>();
    for (const fault of faults) {
      fault.behaviour = async ({ method }, next) => {
        if (method === "evm_mine") mined.add(fault.url);
        await new Promise((resolve) => setTimeout(resolve, 60));
        return next();
      };
    }
    await ledger.client.request({ method: "evm_mine" } as never);
    expect(mined.size).toBe(1);
  });

  it("need a node", async () => {
    await expectCode("chain/unreachable", async () => createNodes([], { chainId: 1 }));
  });
});

describe("a transaction", () => {
  async function signed() {
    const signer = privateKeyToAccount(generatePrivateKey());
    await chain.test.setBalance({ address: signer.address, value: parseEther("1") });
    const raw = await signer.signTransaction({
      chainId: chain.ledger.chainId,
      to: signer.address,
      gas: 21_000n,
      maxFeePerGas: 10n ** 10n,
      nonce: 0,
    });
    return { raw, address: signer.address };
  }

  it("reaches the chain though one node drops it and says that it has it", async () => {
    const { faults, ledger } = faultyNodes(chain, 2);
    faults[0]!.behaviour = async ({ method }, next) =>
      method === "eth_sendRawTransaction" ? randomDigest() : next();
    const { raw, address } = await signed();
    await sendRawTransaction(ledger.client, { serializedTransaction: raw });
    await expect.poll(() => getTransactionCount(chain.client, { address })).toBe(1);
  });

  it("that was sent, but whose answer was lost, is sent once and counts as sent", async () => {
    const { faults, ledger } = faultyNodes(chain, 2);
    let lost = 0;
    for (const fault of faults) {
      fault.behaviour = async ({ method }, next) => {
        if (method !== "eth_sendRawTransaction" || lost > 1) return next();
        lost++;
        await next().catch(() => undefined);
        throw new TypeError("fetch failed");
      };
    }
    const { raw, address } = await signed();
    const hash = await sendRawTransaction(ledger.client, { serializedTransaction: raw });
    expect((await chain.client.getTransactionReceipt({ hash })).status).toBe("success");
    expect(await getTransactionCount(chain.client, { address })).toBe(1);
  });
});

describe("the health of nodes", () => {
  it("tells height, lag and latency", async () => {
    await chain.mine(10);
    const { faults, nodes } = faultyNodes(chain, 3);
    expect(nodes.health().map(({ state }) => state)).toEqual(["unknown", "unknown", "unknown"]);
    faults[1]!.behaviour = async ({ method }, next) =>
      method === "eth_blockNumber" ? "0x2" : next();
    faults[2]!.behaviour = dead;
    await nodes.check();
    const newest = await chain.client.getBlockNumber();
    const [up, behind, down] = nodes.health();
    expect(up).toMatchObject({ name: "node-0.test", state: "up", height: newest, lag: 0 });
    expect(up?.latency).toBeGreaterThanOrEqual(0);
    expect(behind).toMatchObject({ state: "lagging", height: 2n, lag: Number(newest) - 2 });
    expect(down).toMatchObject({ state: "down", height: null, lag: null });
    expect(down?.lastError?.error.code).toBe("chain/unreachable");
  });

  it("asks a node that is behind only where no other is left", async () => {
    const { faults, nodes, ledger } = faultyNodes(chain, 2);
    faults[0]!.behaviour = async ({ method }, next) =>
      method === "eth_blockNumber" ? "0x2" : next();
    await nodes.check();
    const { requests } = faults[0]!;
    for (let i = 0; i < 5; i++) await height(ledger);
    expect(faults[0]!.requests).toBe(requests);
    faults[1]!.behaviour = dead;
    expect(await height(ledger)).toBe(2n);
  });

  it("shows a node of another chain", async () => {
    const { faults, nodes } = faultyNodes(chain, 2);
    faults[0]!.behaviour = async ({ method }, next) => (method === "eth_chainId" ? "0x5" : next());
    await nodes.check();
    const [other] = nodes.health();
    expect(other).toMatchObject({ state: "distrusted" });
    expect(other?.lastError?.error.code).toBe("chain/wrong-network");
  });

  it("does not show what is behind a node's host: it may be a key", () => {
    const urls = ["https://a.test/v3/secret", "https://a.test/v3/other", "wss://b.test:8546"];
    const names = createNodes(urls, { chainId: 1 })
      .health()
      .map(({ name }) => name);
    expect(names).toEqual(["a.test", "a.test (2)", "b.test:8546"]);
  });

  it("goes down with a chain that begins anew", async () => {
    const { faults, nodes } = faultyNodes(chain, 2);
    await nodes.check();
    for (const fault of faults) {
      fault.behaviour = async ({ method }, next) => (method === "eth_blockNumber" ? "0x1" : next());
    }
    await nodes.check();
    expect(nodes.health().map(({ lag, state }) => ({ lag, state }))).toEqual([
      { lag: 0, state: "up" },
      { lag: 0, state: "up" },
    ]);
  });
});
