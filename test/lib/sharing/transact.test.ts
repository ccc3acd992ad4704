import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Cost, Progress } from "../../../lib/sharing/index.ts";
import {
  awaitTransaction,
  closeRecord,
  createRecord,
  grant,
  isCancelled,
  listLeases,
  publishEntry,
  revoke,
} from "../../../lib/sharing/index.ts";
import { expectCode } from "../../support/errors.ts";
import type { Person, World } from "./world.ts";
import { startWorld } from "./world.ts";

let world: World;
let owner: Person;
let other: Person;
let third: Person;
let record: Hex;

beforeAll(async () => {
  world = await startWorld();
  [owner, other] = [await world.person(0), await world.person(1)];
  third = await world.person(2);
  ({ record } = await createRecord(owner.context, owner.account, {
    draft: {
      title: "Record",
      description: "",
      sections: [{ title: "One", description: "", message: "", files: [] }],
    },
  }));
});

afterAll(() => world.close());

const pause = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

const lend = (watch: object) => grantTo(other, watch);

async function grantTo(to: Person, watch: object) {
  const slice = await world.now();
  await grant(owner.context, owner.account, {
    record,
    terms: {
      grantee: to.account.address,
      sections: [1],
      write: false,
      notBefore: slice,
      expiresAt: slice + 100,
      history: true,
    },
    ...watch,
  });
}

const leaseCount = async () => (await listLeases(world.device(), { record })).length;

describe("the review of a transaction", () => {
  it("comes after all is prepared and before the wallet is asked, with about its cost", async () => {
    const steps: string[] = [];
    let cost: Cost = { gas: 0n, wei: 0n };
    let transaction: Hex = "0x";
    await lend({
      review: async (it: Cost) => {
        steps.push("review");
        cost = it;
      },
      onProgress: (progress: Progress) => {
        steps.push(progress.step);
        if (progress.step === "confirm") transaction = progress.transaction;
      },
    });
    expect(steps.filter((step, i) => step !== steps[i - 1])).toEqual([
      "prepare",
      "review",
      "sign",
      "confirm",
    ]);
    const { gasUsed } = await world.chain.client.getTransactionReceipt({ hash: transaction });
    expect(cost.gas).toBeGreaterThanOrEqual(gasUsed);
    expect(cost.gas).toBeLessThan((gasUsed * 3n) / 2n);
    expect(cost.wei).toBeGreaterThan(cost.gas);
  });

  it("stops everything where it is turned down, with the reason that was given", async () => {
    const before = await leaseCount();
    const reason = new DOMException("too dear", "AbortError");
    const steps: string[] = [];
    const failing = lend({
      review: () => Promise.reject(reason),
      onProgress: ({ step }: Progress) => steps.push(step),
    });
    expect(await failing.catch((error: unknown) => error)).toBe(reason);
    expect(steps).not.toContain("sign");
    expect(await leaseCount()).toBe(before);
  });

  it("stops where the signal does while it is open", async () => {
    const stop = new AbortController();
    const failing = lend({ signal: stop.signal, review: async () => stop.abort() });
    expect(await failing.catch((error: unknown) => error)).toBe(stop.signal.reason);
  });

  it("comes once, however long it takes and whoever comes first", async () => {
    let reviews = 0;
    const publish = (message: string, review: () => Promise<void>) =>
      publishEntry(owner.context, owner.account, {
        record,
        section: 1,
        draft: { message, files: [] },
        review,
      });
    await publish("second", async () => {
      reviews++;
      // Meanwhile another entry lands, and the entry's slice runs out.
      await publish("first", async () => {});
      await world.chain.increaseTime(600);
    });
    expect(reviews).toBe(1);
  });

  it("comes again where the transaction has become dearer", async () => {
    await lend({});
    const costs: bigint[] = [];
    const price = await world.chain.client.getGasPrice();
    await grantTo(third, {
      review: async ({ wei }: Cost) => {
        costs.push(wei);
        if (costs.length > 1) return;
        // Meanwhile the owner's other device changes the keys, and gas becomes dearer.
        await world.chain.test.setNextBlockBaseFeePerGas({ baseFeePerGas: price * 5n });
        await revoke(world.device(), owner.account, { record, grantee: other.account.address });
      },
    });
    expect(costs).toHaveLength(2);
    expect(costs[1]).toBeGreaterThan((costs[0] as bigint) * 2n);
  });

  it("says what the ledger would refuse before the wallet is asked", async () => {
    let asked = false;
    const review = async () => {
      asked = true;
    };
    await expectCode("ledger/not-owner", () =>
      closeRecord(other.context, other.account, { record, review }),
    );
    expect(asked).toBe(false);
  });
});

describe("a transaction that is stuck", () => {
  /** Runs `body` while no block is mined. */
  async function withoutBlocks(body: () => Promise<void>) {
    await world.chain.test.setAutomine(false);
    try {
      await body();
    } finally {
      await world.chain.test.setAutomine(true);
    }
  }

  it("is reported again when the wallet sends a faster one in its place", () =>
    withoutBlocks(async () => {
      const confirms: Progress[] = [];
      const onProgress = (it: Progress) => it.step === "confirm" && confirms.push(it);
      const lending = lend({ onProgress });
      while (confirms.length === 0) await pause(20);
      // Let the wait see the first transaction before another takes its nonce.
      await pause(200);
      const faster = await speedUp(confirms[0]);
      await world.chain.mine(1);
      await lending;
      expect(confirms).toMatchObject([
        { step: "confirm" },
        { step: "confirm", transaction: faster, isFaster: true },
      ]);
    }));

  it("can be waited for again", () =>
    withoutBlocks(async () => {
      const before = await leaseCount();
      const leaving = new AbortController();
      let transaction: Hex = "0x";
      const onProgress = (it: Progress) => {
        if (it.step !== "confirm") return;
        transaction = it.transaction;
        leaving.abort();
      };
      const left = await lend({ onProgress, signal: leaving.signal }).catch((error) => error);
      expect(isCancelled(left)).toBe(true);
      const seen: Progress[] = [];
      const waiting = awaitTransaction(world.device(), {
        transaction,
        onProgress: (it) => seen.push(it),
      });
      await pause(200);
      const faster = await speedUp({ step: "confirm", transaction });
      await world.chain.mine(1);
      await waiting;
      expect(seen).toEqual([
        { step: "confirm", transaction },
        { step: "confirm", transaction: faster, isFaster: true },
      ]);
      expect(await leaseCount()).toBe(before + 1);
      await awaitTransaction(world.device(), { transaction: faster });
    }));

  /** As a wallet does: the same again for more, with the same nonce. */
  async function speedUp(progress: Progress | undefined): Promise<Hex> {
    if (progress?.step !== "confirm") throw new TypeError("Nothing was sent.");
    const sent = await world.chain.client.getTransaction({ hash: progress.transaction });
    const { to, input: data, nonce, gas, maxFeePerGas = 0n, maxPriorityFeePerGas = 0n } = sent;
    return owner.account.wallet.sendTransaction({
      chain: null,
      to,
      data,
      nonce,
      gas,
      maxFeePerGas: maxFeePerGas * 2n,
      maxPriorityFeePerGas: maxPriorityFeePerGas * 2n,
    });
  }
});
