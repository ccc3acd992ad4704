import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { LeaseholdError } from "../../../lib/error.ts";
import type { EventKind, EventOf, LedgerEvent } from "../../../lib/ledger/event.ts";
import { decodeEvent } from "../../../lib/ledger/event-log.ts";
import { recordHistory } from "../../../lib/ledger/history.ts";
import type { Log } from "../../../lib/ledger/log.ts";
import { parseLogs } from "../../../lib/ledger/log.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";
import { expectCode } from "../../support/errors.ts";
import type { EveryEvent } from "../../support/every-event.ts";
import { makeEveryEvent } from "../../support/every-event.ts";
import { addressOf } from "../../support/records.ts";

const KINDS: readonly EventKind[] = [
  "created",
  "published",
  "rotated",
  "closed",
  "granted",
  "revoked",
  "revokedAll",
  "rootGranted",
  "rootRevoked",
  "leavesRevoked",
  "accessRequested",
  "requestWithdrawn",
  "requestApproved",
  "requestDeclined",
  "offered",
  "offerWithdrawn",
  "accepted",
];

let chain: TestChain;
let made: EveryEvent;
/** What the node answers, unparsed. */
let raw: Record<string, unknown>[];
let logs: Log[];
/** One log of each kind. */
let samples: Map<EventKind, Log>;

beforeAll(async () => {
  chain = await startChain();
  made = await makeEveryEvent(chain);
  const filter = { address: chain.ledger.ledger, fromBlock: "0x0", toBlock: "latest" };
  raw = (await chain.provider.request({
    method: "eth_getLogs",
    params: [filter],
  })) as Record<string, unknown>[];
  logs = parseLogs(raw);
  samples = new Map(logs.map((log) => [decode(log).kind, log]));
});
afterAll(() => chain.close());

const decode = (log: Log): LedgerEvent => decodeEvent(log, chain.ledger);

describe("decodeEvent", () => {
  it("knows every event of the ledger", () => {
    expect([...samples.keys()].sort()).toEqual([...KINDS].sort());
  });

  it("tells a record's history as it happened", async () => {
    const { events } = await recordHistory(chain.ledger, made.record);
    expect(events.map(({ kind }) => kind)).toEqual(made.kinds);
    const ofKind = <kind extends EventKind>(kind: kind) =>
      events.filter((event): event is typeof event & EventOf<kind> => event.kind === kind);
    expect(ofKind("rotated").map(({ rotation, epoch }) => [epoch, rotation])).toEqual(
      made.rotations.map((digest, i) => [i + 1, digest]),
    );
    const granted = ofKind("granted").map(({ account, terms }) => [account, terms.rights.write]);
    expect(granted).toEqual([
      [addressOf(chain, 1), false],
      [addressOf(chain, 2), false],
      [addressOf(chain, 3), true],
      [addressOf(chain, 4), true],
      [addressOf(chain, 5), true],
      [addressOf(chain, 1), false],
    ]);
    expect(ofKind("granted")[0]?.terms).toEqual(made.terms);
    expect(ofKind("published").map(({ section, author }) => [section, author])).toEqual([
      [0, addressOf(chain, 0)],
      [1, addressOf(chain, 0)],
      [5, addressOf(chain, 0)],
      [0, addressOf(chain, 3)],
      [127, addressOf(chain, 5)],
      [9, addressOf(chain, 6)],
    ]);
    const entries = ofKind("published").filter(({ section }) => section === 0);
    expect(entries[0]?.previous).toBeNull();
    expect(entries[1]?.previous).toBe(entries[0]?.head);
    expect(ofKind("accepted")).toMatchObject([
      { owner: addressOf(chain, 6), previousOwner: addressOf(chain, 0), generation: 2 },
    ]);
  });

  it("refuses an event cut short anywhere", async () => {
    for (const log of samples.values()) {
      for (let length = 2; length < log.data.length; length += 2) {
        const data = log.data.slice(0, length) as Hex;
        await expectCode("ledger/foreign-event", () => decode({ ...log, data }));
      }
      for (let count = 1; count < log.topics.length; count++) {
        const topics = log.topics.slice(0, count);
        await expectCode("ledger/foreign-event", () => decode({ ...log, topics }));
      }
    }
  });

  it("refuses an event with more to it", async () => {
    for (const log of samples.values()) {
      const data = `${log.data}${"00".repeat(32)}` as Hex;
      await expectCode("ledger/foreign-event", () => decode({ ...log, data }));
      const byte = `${log.data}00` as Hex;
      await expectCode("ledger/foreign-event", () => decode({ ...log, data: byte }));
      if (log.topics.length === 4) continue;
      const topics = [...log.topics, log.topics[0] as Hex];
      await expectCode("ledger/foreign-event", () => decode({ ...log, topics }));
    }
  });

  it("reads a flipped byte as what it then says, or refuses it", () => {
    let refused = 0;
    let read = 0;
    for (const log of samples.values()) {
      const before = decode(log);
      for (const flipped of flips(log)) {
        try {
          expect(decode(flipped)).not.toEqual(before);
          read++;
        } catch (error) {
          if (!(error instanceof LeaseholdError)) throw error;
          expect(error.code).toBe("ledger/foreign-event");
          refused++;
        }
      }
    }
    // Padding, journals, terms and selectors are refused; digests and addresses cannot be.
    expect(refused).toBeGreaterThan(read);
  });

  it("refuses logs of other contracts, and events of others at its address", async () => {
    const [log] = logs as [Log];
    await expectCode("ledger/foreign-event", () =>
      decode({ ...log, address: chain.ledger.keyDirectory.toLowerCase() as Hex }),
    );
    const topics = [`0x${"ab".repeat(32)}` as Hex, ...log.topics.slice(1)];
    await expectCode("ledger/foreign-event", () => decode({ ...log, topics }));
  });
});

describe("parseLogs", () => {
  it.each([
    ["nothing", null],
    ["an object", {}],
    ["a text", "0x"],
    ["a list of nothing", [null]],
  ])("refuses %s", async (_, answer) => {
    await expectCode("ledger/foreign-event", () => parseLogs(answer));
  });

  it.each([
    ["address", "0x00"],
    ["address", null],
    ["topics", []],
    ["topics", ["0x00"]],
    ["data", "0x0"],
    ["data", "00"],
    ["data", undefined],
    ["blockNumber", null],
    ["blockNumber", 5],
    ["blockNumber", `0x1${"0".repeat(16)}`],
    ["blockHash", null],
    ["transactionHash", "0x"],
    ["logIndex", "zero"],
    ["removed", true],
  ])("refuses a log whose %s is %j", async (field, value) => {
    await expectCode("ledger/foreign-event", () => parseLogs([{ ...raw[0], [field]: value }]));
  });
});

/** The log with each byte of its topics and its data changed, one at a time. */
function* flips(log: Log): Generator<Log> {
  const flip = (text: Hex, at: number): Hex => {
    const byte = Number.parseInt(text.slice(at, at + 2), 16) ^ 0x55;
    return `${text.slice(0, at)}${byte.toString(16).padStart(2, "0")}${text.slice(at + 2)}` as Hex;
  };
  for (let at = 2; at < log.data.length; at += 2) yield { ...log, data: flip(log.data, at) };
  for (const [i, topic] of log.topics.entries()) {
    for (let at = 2; at < topic.length; at += 2) {
      yield { ...log, topics: log.topics.with(i, flip(topic, at)) };
    }
  }
}
