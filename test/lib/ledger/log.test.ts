import type { AbiEvent } from "viem";
import { encodeAbiParameters, getAbiItem, pad, toEventSelector } from "viem";
import { describe, expect, it } from "vitest";
import { keyDirectoryAbi } from "../../../lib/ledger/abi/key-directory.ts";
import type { Log } from "../../../lib/ledger/log.ts";
import { decodeArguments } from "../../../lib/ledger/log.ts";
import { expectCode } from "../../support/errors.ts";

const EVENT: AbiEvent = getAbiItem({ abi: keyDirectoryAbi, name: "KeyPublished" });
const ACCOUNT = `0x${"0a".repeat(20)}` as const;
const VALUES = { publicKey: "0x01", signature: "0x02", factors: "0x", previous: 7n } as const;

function logOf(): Log {
  const others = EVENT.inputs.filter(({ indexed }) => !indexed);
  const values = others.map(({ name }) => VALUES[name as keyof typeof VALUES]);
  const hash = pad("0x01");
  return {
    address: ACCOUNT,
    topics: [toEventSelector(EVENT), pad(ACCOUNT)],
    data: encodeAbiParameters(others, values),
    ...{ blockNumber: 1n, blockHash: hash, transactionHash: hash, logIndex: 0 },
  };
}

describe("a log's arguments", () => {
  it("come by their names", () => {
    const args = decodeArguments(EVENT, logOf());
    expect(args).toMatchObject(VALUES);
    expect(`${args.account}`.toLowerCase()).toBe(ACCOUNT);
  });

  it("take one look at the event, however many logs there are", () => {
    let looks = 0;
    const event = {
      ...EVENT,
      get inputs() {
        looks++;
        return EVENT.inputs;
      },
    };
    decodeArguments(event, logOf());
    const before = looks;
    for (let i = 0; i < 100; i++) decodeArguments(event, logOf());
    expect(looks).toBe(before);
  });

  it("are refused where a topic is too many, too few, padded, or another event's", async () => {
    const log = logOf();
    const [selector, account] = log.topics as [`0x${string}`, `0x${string}`];
    const topics = [
      [selector],
      [selector, account, account],
      [selector, account.replace("0x00", "0x01") as `0x${string}`],
      [account, account],
    ];
    for (const wrong of topics) {
      await expectCode("ledger/foreign-event", () =>
        decodeArguments(EVENT, { ...log, topics: wrong }),
      );
    }
  });

  it("are refused where the data is longer or shorter than the arguments", async () => {
    const log = logOf();
    for (const data of [`${log.data}00`, log.data.slice(0, -64), "0x"] as `0x${string}`[]) {
      await expectCode("ledger/foreign-event", () => decodeArguments(EVENT, { ...log, data }));
    }
  });
});
