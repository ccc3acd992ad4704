import { describe, expect, it } from "vitest";
import {
  createVolatileMemory,
  forgetRecord,
  rememberedRecords,
  rememberRecord,
} from "../../../lib/sharing/index.ts";

const A = "0x00000000000000000000000000000000000000Aa";
const B = "0x00000000000000000000000000000000000000Bb";
const record = (digit: string) => `0x${digit.repeat(64)}` as const;

describe("remembered records", () => {
  it("are kept for each account, each once, the newest first", async () => {
    const context = { memory: createVolatileMemory() };
    for (const digit of ["1", "2", "a", "2"]) {
      await rememberRecord(context, { account: A, record: record(digit) });
    }
    await rememberRecord(context, { account: A, record: record("A") });
    const lower = A.toLowerCase() as typeof A;
    expect(await rememberedRecords(context, { account: lower })).toEqual(
      ["a", "2", "1"].map(record),
    );
    expect(await rememberedRecords(context, { account: B })).toEqual([]);
    await forgetRecord(context, { account: lower, record: record("A") });
    expect(await rememberedRecords(context, { account: A })).toEqual(["2", "1"].map(record));
  });

  it("begin anew where the memory holds nonsense", async () => {
    for (const nonsense of [7, "x", {}, [1], ["0x12"], null]) {
      const memory = createVolatileMemory();
      await memory.update(`remembered/${A.toLowerCase()}`, () => nonsense);
      expect(await rememberedRecords({ memory }, { account: A })).toEqual([]);
      await rememberRecord({ memory }, { account: A, record: record("1") });
      expect(await rememberedRecords({ memory }, { account: A })).toEqual([record("1")]);
    }
  });
});
