import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordHistory } from "../../../lib/ledger/history.ts";
import type { BusyChain, RawLog } from "../../support/busy-chain.ts";
import { nodeWith, startBusyChain } from "../../support/busy-chain.ts";
import { expectCode } from "../../support/errors.ts";
import { addressOf, randomDigest } from "../../support/records.ts";
import { countedTransport } from "../../support/slow-transport.ts";

let chain: BusyChain;
beforeAll(async () => {
  chain = await startBusyChain();
});
afterAll(() => chain.close());

describe("recordHistory, of a node that is not to be trusted", () => {
  const readOver = (change: (logs: RawLog[]) => RawLog[]) =>
    recordHistory(chain.ledgerOver(nodeWith(chain, change).transport), chain.busy, {
      retryDelay: 0,
    });

  it.each([1, 17, 256, 299, 300])("names event %i where it is left out", async (number) => {
    const { events } = await recordHistory(chain.ledger, chain.busy);
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
          topics: [log.topics[0] as Hex, chain.quiet, ...log.topics.slice(2)],
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
    ["in another order", { logIndex: "0xffff" as Hex }],
  ])("refuses a history %s", async (_, change) => {
    const { events } = await recordHistory(chain.ledger, chain.busy);
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
    await expectCode("ledger/not-deployed", () => recordHistory(ledger, chain.busy));
  });

  it("says so where there is no answer", async () => {
    const { transport } = countedTransport(() => Promise.reject(new TypeError("fetch failed")));
    await expectCode("chain/unreachable", () =>
      recordHistory(chain.ledgerOver(transport), chain.busy),
    );
  });
});
