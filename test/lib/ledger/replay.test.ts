import type { Hex } from "viem";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readBlock } from "../../../lib/ledger/block.ts";
import type { LedgerEvent } from "../../../lib/ledger/event.ts";
import { encodeEvent } from "../../../lib/ledger/event-encoding.ts";
import { decodeEvent } from "../../../lib/ledger/event-log.ts";
import { readGrant } from "../../../lib/ledger/grant.ts";
import { askedJournal, lentJournal, recordHistory } from "../../../lib/ledger/history.ts";
import type { Ledger } from "../../../lib/ledger/ledger.ts";
import type { Log } from "../../../lib/ledger/log.ts";
import { readLogs } from "../../../lib/ledger/log.ts";
import { findOwnedRecords } from "../../../lib/ledger/owned-records.ts";
import { readHeads, readRecord } from "../../../lib/ledger/record.ts";
import { replayLedger } from "../../../lib/ledger/replay.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";
import { expectCode } from "../../support/errors.ts";
import { makeEveryEvent } from "../../support/every-event.ts";
import { addressOf } from "../../support/records.ts";

let chain: TestChain;
let record: Hex;
let logs: Log[];

beforeAll(async () => {
  chain = await startChain();
  ({ record } = await makeEveryEvent(chain));
  const { number: toBlock } = await readBlock(chain.ledger);
  const address = chain.ledger.ledger;
  const read = await readLogs(chain.ledger, { address, topics: [], fromBlock: 0n, toBlock });
  logs = read.map(({ removed: _, ...log }) => log);
});
afterAll(() => chain.close());

const replayOf = async (kept: readonly Log[]): Promise<Ledger> => {
  const { chainId, ledger, keyDirectory, deployedAt = 0 } = chain.ledger;
  const block = await readBlock(chain.ledger);
  return replayLedger({ chainId, ledger, keyDirectory, deployedAt, block, logs: kept });
};

describe("encodeEvent", () => {
  it("makes of every event the log that it came from", () => {
    const decoded = logs.map((log) => decodeEvent(log, chain.ledger));
    expect(decoded.map((event: LedgerEvent) => encodeEvent(event, chain.ledger))).toEqual(logs);
  });
});

describe("a replayed ledger", () => {
  it("answers as the chain does, from its logs alone", async () => {
    const replay = await replayOf(logs);
    expect(await readRecord(replay, record)).toEqual(await readRecord(chain.ledger, record));
    const sections = Array.from({ length: 128 }, (_, section) => section);
    expect(await readHeads(replay, { record, sections })).toEqual(
      await readHeads(chain.ledger, { record, sections }),
    );
    const { events } = await recordHistory(replay, record);
    expect(events).toEqual((await recordHistory(chain.ledger, record)).events);
    for (let n = 0; n < 9; n++) {
      const account = addressOf(chain, n);
      for (const read of [lentJournal, askedJournal]) {
        const [here, there] = [await read(replay, account), await read(chain.ledger, account)];
        expect(here.events).toEqual(there.events);
      }
      expect(await findOwnedRecords(replay, account)).toEqual(
        await findOwnedRecords(chain.ledger, account),
      );
    }
  });

  it("tells the record's state after each event of its journal", async () => {
    const { events } = await recordHistory(chain.ledger, record);
    for (const [i, event] of events.entries()) {
      const kept = events.slice(0, i + 1).map((it) => encodeEvent(it, chain.ledger));
      const state = await readRecord(await replayOf(kept), record);
      expect(state?.journal.count).toBe(event.number);
      const { events: again } = await recordHistory(await replayOf(kept), record);
      expect(again).toHaveLength(i + 1);
    }
  });

  it("notices a log that was left out", async () => {
    const { events } = await recordHistory(chain.ledger, record);
    const kept = events.filter((_, i) => i !== 7).map((it) => encodeEvent(it, chain.ledger));
    await expectCode("ledger/history-gap", async () =>
      recordHistory(await replayOf(kept), record, { retryDelay: 1 }),
    );
  });

  it("says of what it cannot know that there is no node", async () => {
    const replay = await replayOf(logs);
    const account = addressOf(chain, 1);
    await expectCode("chain/unreachable", () => readGrant(replay, { record, account }));
  });

  it("does not know a record of which it has single events only", async () => {
    const replay = await replayOf(logs.slice(4));
    expect(await readRecord(replay, record)).toBeNull();
  });
});
