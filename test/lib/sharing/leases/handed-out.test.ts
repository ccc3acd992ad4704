import { beforeAll, describe, expect, it } from "vitest";
import {
  decodeHandOuts,
  handedOutLeases,
  rememberHandOut,
} from "../../../../lib/sharing/leases/handed-out.ts";
import type { Lease } from "../../../../lib/sharing/leases/lease.ts";
import { createVolatileMemory } from "../../../../lib/sharing/memory.ts";
import type { RecordHistory } from "../../../../lib/sharing/records/record-history.ts";

const RECORD = `0x${"01".repeat(32)}` as const;
const envelope = (byte: string) => `0x${byte.repeat(32)}` as const;
const terms = {
  sections: [0, 1],
  rights: { read: true, write: false },
  notBefore: 100,
  expiresAt: 200,
  since: 100,
  generation: 0,
};

function history(granted: string[] = []): RecordHistory {
  const leases = granted.map((it) => ({ envelope: it }) as Lease);
  return { record: RECORD, owner: RECORD, epoch: 3, leases } as unknown as RecordHistory;
}

describe("leases whose keys were handed out", () => {
  it("count as ended while the ledger does not have them, and not once it has", async () => {
    const memory = createVolatileMemory();
    const now = { history: history(), slice: 100 };
    await rememberHandOut(memory, now, [{ terms, leaf: 7, envelope: envelope("aa") }]);
    const [lease] = await handedOutLeases(memory, history());
    expect(lease).toMatchObject({ sections: [0, 1], expiresAt: 200, epoch: 3, leaf: 7 });
    expect(lease?.ended?.how).toBe("revoked");
    expect(await handedOutLeases(memory, history([envelope("aa")]))).toEqual([]);
    // A reorganisation took it back.
    expect(await handedOutLeases(memory, history())).toHaveLength(1);
  });

  it("are kept once for many on the same terms, and forgotten a day after they were granted", async () => {
    const memory = createVolatileMemory();
    const many = ["aa", "bb", "cc"].map((it, leaf) => ({ terms, leaf, envelope: envelope(it) }));
    const other = { terms: { ...terms, since: 0 }, leaf: 9, envelope: envelope("dd") };
    await rememberHandOut(memory, { history: history(), slice: 100 }, [...many, other]);
    expect(await handedOutLeases(memory, history())).toHaveLength(2);

    const later = { history: history([envelope("aa")]), slice: 100 + 1440 };
    const next = { terms, leaf: 10, envelope: envelope("ee") };
    await rememberHandOut(memory, later, [next]);
    const left = await handedOutLeases(memory, history());
    expect(left.map((it) => it.envelope)).toEqual([envelope("dd"), envelope("ee")]);
  });
});

describe("what was stored by something else", () => {
  let whole: string;
  beforeAll(async () => {
    const memory = createVolatileMemory();
    const lease = { terms, leaf: 7, envelope: envelope("aa") };
    await rememberHandOut(memory, { history: history(), slice: 100 }, [lease]);
    [whole] = (await memory.get(`handed-out/${RECORD}`)) as [string];
  });

  it("is passed over, and the rest is read", () => {
    expect(decodeHandOuts([whole])).toHaveLength(1);
    for (const foreign of [null, 7, {}, "", "{}", whole.replace("100", "-1"), `${whole}}`]) {
      expect(decodeHandOuts([foreign, whole])).toHaveLength(1);
      expect(decodeHandOuts(foreign)).toEqual([]);
    }
  });

  it("is passed over wherever it was cut off", () => {
    for (let length = 0; length < whole.length; length++) {
      expect(decodeHandOuts([whole.slice(0, length)])).toEqual([]);
    }
  });
});
