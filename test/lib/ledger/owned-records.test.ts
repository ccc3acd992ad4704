import type { Hex } from "viem";
import { createClient, decodeFunctionData, encodeFunctionResult, zeroAddress } from "viem";
import { describe, expect, it } from "vitest";
import { ledgerAbi } from "../../../lib/ledger/abi/ledger.ts";
import type { Ledger } from "../../../lib/ledger/ledger.ts";
import { findOwnedRecords, nextSalt } from "../../../lib/ledger/owned-records.ts";
import { recordId } from "../../../lib/ledger/record-id.ts";
import { lockstepTransport } from "../../support/slow-transport.ts";

const OWNER = `0x${"0a".repeat(20)}` as const;
const PLACE = { chainId: 1, ledger: `0x${"0b".repeat(20)}` as const };

/** A node on which an account has used such salts, and whose words it was asked for. */
function nodeWith(salts: readonly number[]) {
  const ids = new Set(salts.map((salt) => recordId(PLACE, { owner: OWNER, salt })));
  const asked: Hex[] = [];
  const counted = lockstepTransport({
    async request({ method, params }) {
      if (method === "eth_getBlockByNumber") {
        return { number: "0x1", hash: `0x${"00".repeat(32)}`, timestamp: "0x1", transactions: [] };
      }
      const [{ data }] = params as [{ data: Hex }];
      const { functionName, args } = decodeFunctionData({ abi: ledgerAbi, data });
      if (functionName === "journalsOf") {
        return encodeFunctionResult({ abi: ledgerAbi, functionName, result: [0n, 0n] });
      }
      if (functionName !== "recordsOf") throw new RangeError(functionName);
      asked.push(...args[0]);
      const result = args[0].map((id) => ({
        owner: ids.has(id) ? OWNER : zeroAddress,
        pendingOwner: zeroAddress,
        ...{ generation: 0, epoch: 0, revocations: 0, closed: false, journal: 0n },
      }));
      return encodeFunctionResult({ abi: ledgerAbi, functionName, result: result as never });
    },
  });
  const client = createClient({ transport: counted.transport });
  const ledger: Ledger = { ...PLACE, keyDirectory: OWNER, client };
  return { ledger, asked, traffic: counted.traffic };
}

const upTo = (count: number) => Array.from({ length: count }, (_, salt) => salt);

describe("an account's records", () => {
  it.each([
    [0, 1],
    [20, 1],
    [32, 1],
    [33, 2],
    [100, 2],
    [1_000, 2],
    [2_500, 3],
  ])("are found: %i of them in %i round trips", async (count, rounds) => {
    const { ledger, asked, traffic } = nodeWith(upTo(count));
    const found = await findOwnedRecords(ledger, OWNER);
    expect(found.map(({ salt }) => salt)).toEqual(upTo(count));
    expect(traffic.rounds.length).toBe(rounds);
    // A quarter more than there are, and the first look.
    expect(asked.length).toBeLessThanOrEqual(1.25 * count + 160);
  });

  it("are found in no more calls than a batch holds", async () => {
    const { ledger, traffic } = nodeWith(upTo(1_000));
    await findOwnedRecords(ledger, OWNER);
    expect(Math.max(...traffic.rounds)).toBeLessThanOrEqual(16);
  });

  it("end where 32 salts in a row are unused, whatever was looked at", async () => {
    const { ledger } = nodeWith([0, 1, 33, 66, 80, 100, 132, 165]);
    const found = await findOwnedRecords(ledger, OWNER);
    expect(found.map(({ salt }) => salt)).toEqual([0, 1, 33]);
    expect(await nextSalt(ledger, OWNER)).toBe(34);
  });

  it("are found beyond unused salts, and beyond what was looked at first", async () => {
    const salts = upTo(400).filter((salt) => salt % 31 !== 0 && (salt < 60 || salt > 85));
    const { ledger } = nodeWith(salts);
    const found = await findOwnedRecords(ledger, OWNER);
    expect(found.map(({ salt }) => salt)).toEqual(salts);
  });
});
