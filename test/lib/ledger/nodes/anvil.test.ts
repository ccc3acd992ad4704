import { setTimeout as sleep } from "node:timers/promises";
import type { Hex } from "viem";
import { createClient } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chainSlice } from "../../../../lib/ledger/block.ts";
import { publish } from "../../../../lib/ledger/calls.ts";
import { recordHistory } from "../../../../lib/ledger/history.ts";
import type { Ledger } from "../../../../lib/ledger/ledger.ts";
import { createNodes } from "../../../../lib/ledger/nodes/nodes.ts";
import { watchBlocks } from "../../../../lib/ledger/nodes/watch-blocks.ts";
import { send } from "../../../../lib/ledger/send.ts";
import { createVolatileHistories } from "../../../../lib/sharing/histories.ts";
import type { Anvil } from "../../../support/anvil.ts";
import { hasAnvil, startAnvil } from "../../../support/anvil.ts";
import { entry, makeRecord } from "../../../support/records.ts";

describe.skipIf(!hasAnvil)("a real node", () => {
  let anvil: Anvil;
  let salt = 0;
  beforeAll(async () => {
    anvil = await startAnvil();
  });
  afterAll(() => anvil?.stop());

  function ledgerOver(urls: readonly string[]): Ledger {
    const nodes = createNodes(urls, { chainId: anvil.ledger.chainId, retryDelay: 20 });
    const client = createClient({ transport: nodes.transport, pollingInterval: 20 });
    return { ...anvil.ledger, client, nodes, histories: createVolatileHistories() };
  }

  async function record() {
    const wallet = anvil.wallets[0]!;
    const { record: id } = await makeRecord(anvil, wallet, { salt: salt++ });
    let head: Hex | null = null;
    const publishNext = async (options: { confirmations?: number } = {}) => {
      const slice = await chainSlice(anvil.ledger);
      const next = entry({ slice, expectedHead: head });
      const call = publish(anvil.ledger, { record: id, publications: [next] });
      const sent = await send(anvil.ledger, call, { wallet, ...options });
      head = next.newHead;
      return sent;
    };
    return { id, publishNext };
  }

  it.each([1, 3])("that reorganises %i blocks: what is kept is unwound", async (depth) => {
    const ledger = ledgerOver([anvil.url]);
    const { id, publishNext } = await record();
    for (let i = 0; i < 5; i++) await publishNext();
    const before = await recordHistory(ledger, id);
    expect(before.count).toBe(6);
    await anvil.control.request({ method: "anvil_reorg", params: [depth, []] } as never);
    const after = await recordHistory(ledger, id);
    expect(after).toMatchObject({ count: 6 - depth, unwound: depth });
    expect(after.events).toEqual(before.events.slice(0, 6 - depth));
    expect(after.events).toEqual((await recordHistory(anvil.ledger, id)).events);
  });

  it("that reorganises while several read", async () => {
    const ledger = ledgerOver([anvil.url, anvil.socketUrl]);
    const { id, publishNext } = await record();
    for (let i = 0; i < 8; i++) await publishNext();
    const reading = Array.from({ length: 6 }, async (_, i) => {
      await sleep(i * 5);
      return recordHistory(ledger, id, { retryDelay: 50 });
    });
    await anvil.control.request({ method: "anvil_reorg", params: [2, []] } as never);
    for (const { count } of await Promise.all(reading)) expect([7, 9]).toContain(count);
    expect((await recordHistory(ledger, id)).count).toBe(7);
    const { subscribe } = ledger.nodes!.ranked().find(({ url }) => url.startsWith("ws"))!;
    (await subscribe!({ onBlock: () => undefined, onError: () => undefined }))();
  });

  it("waits for as many blocks as the ledger asks for", async () => {
    const { publishNext } = await record();
    let done = false;
    const sending = publishNext({ confirmations: 3 }).then(() => {
      done = true;
    });
    await sleep(400);
    expect(done).toBe(false);
    await anvil.control.mine({ blocks: 2 });
    await sending;
  });

  it("tells of blocks by a subscription", async () => {
    const ledger = ledgerOver([anvil.url, anvil.socketUrl]);
    const blocks: bigint[] = [];
    const never = 1_000_000;
    const stop = watchBlocks(ledger, {
      onBlock: (block) => blocks.push(block),
      pollTime: never,
      subscribedPollTime: never,
    });
    await expect.poll(() => blocks.length).toBe(1); // what is there already
    await sleep(200);
    for (let i = 0; i < 3; i++) {
      await anvil.control.mine({ blocks: 1 });
      await expect.poll(() => blocks.length).toBe(2 + i);
    }
    stop();
    await anvil.control.mine({ blocks: 1 });
    await sleep(100);
    expect(blocks).toHaveLength(4);
  });

  it("whose subscription breaks is asked again and again, until it is there again", async () => {
    const other = await startAnvil();
    try {
      const ledger = ledgerOver([anvil.url, other.socketUrl]);
      const blocks: bigint[] = [];
      const errors: unknown[] = [];
      const stop = watchBlocks(ledger, {
        onBlock: (block) => blocks.push(block),
        onError: (error) => errors.push(error),
        pollTime: 50,
        subscribedPollTime: 1_000_000,
        subscribeAgainTime: 1_000_000,
      });
      await expect.poll(() => blocks.length).toBeGreaterThan(0);
      await sleep(300);
      await other.stop();
      await expect.poll(() => errors.length).toBeGreaterThan(0);
      const { length } = blocks;
      await anvil.control.mine({ blocks: 1 });
      await expect.poll(() => blocks.length).toBeGreaterThan(length);
      stop();
    } finally {
      await other.stop();
    }
  });

  it("that is stopped in the middle does not keep a reader waiting", async () => {
    const other = await startAnvil();
    try {
      const ledger = ledgerOver([other.url, anvil.url]);
      await ledger.nodes!.check();
      process.kill(other.pid, "SIGSTOP");
      const started = performance.now();
      await chainSlice(ledger);
      expect(performance.now() - started).toBeLessThan(7000);
    } finally {
      await other.stop();
    }
  });
});
