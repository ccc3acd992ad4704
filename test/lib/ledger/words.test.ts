import fc from "fast-check";
import type { Abi, Address } from "viem";
import { readContract } from "viem/actions";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JournalWord } from "../../../lib/ledger/journal-word.ts";
import {
  advanceJournal,
  emptyJournal,
  latestEvents,
  packJournal,
  sameJournal,
  unpackJournal,
} from "../../../lib/ledger/journal-word.ts";
import { packRequest, unpackRequest } from "../../../lib/ledger/request.ts";
import { packStamp, unpackStamp } from "../../../lib/ledger/stamp.ts";
import type { Grant } from "../../../lib/ledger/terms.ts";
import { grantState, packGrant, unpackGrant } from "../../../lib/ledger/terms.ts";
import type { TestChain } from "../../support/chain.ts";
import { startChain } from "../../support/chain.ts";
import { expectCode } from "../../support/errors.ts";
import { simulateJournal } from "../../support/journals.ts";
import { compileHarness } from "../../support/solidity.ts";

/** The contracts' own libraries, made callable. */
const HARNESS = `// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;
import {Journal} from "contracts/types/Journal.sol";
import {Lease, LeaseLib} from "contracts/types/Lease.sol";
import {Request, RequestLib} from "contracts/types/Request.sol";
import {Stamp, StampLib} from "contracts/types/Stamp.sol";

contract Harness {
    function advance(Journal journal, uint32 blockNumber) external pure returns (Journal) {
        return journal.advance(blockNumber, type(uint32).max);
    }
    function lease(Lease l) external pure returns (uint256[7] memory) {
        return [uint256(l.leaf()), l.notBefore(), l.expiresAt(), l.since(), l.sections(), l.rights(), l.generation()];
    }
    function reach(Lease l, uint256 wanted, uint256 generation, uint256 slice) external pure returns (uint128) {
        return l.reach(wanted, generation, slice);
    }
    function request(uint128 sections, uint8 rights, uint32 duration, uint32 askedAt) external pure returns (Request) {
        return RequestLib.pack(sections, rights, duration, askedAt);
    }
    function stamp(Stamp s) external pure returns (uint256[3] memory) {
        return [uint256(s.section()), s.slice(), s.epoch()];
    }
}`;

let chain: TestChain;
let call: (functionName: string, args: readonly unknown[]) => Promise<unknown>;

beforeAll(async () => {
  chain = await startChain();
  const harness = await compileHarness("Harness", HARNESS);
  const address: Address = await chain.deploy(harness);
  const abi: Abi = harness.abi;
  call = (functionName, args) => readContract(chain.client, { address, abi, functionName, args });
});
afterAll(() => chain.close());

const uint = (bits: number) => fc.bigInt({ min: 0n, max: (1n << BigInt(bits)) - 1n });
const word = uint(256);
const sections = fc
  .uniqueArray(fc.nat(127), { minLength: 1 })
  .map((list) => list.sort((a, b) => a - b));
const rights = fc.boolean().map((write) => ({ read: true, write }));
const slice = fc.integer({ min: 0, max: 2 ** 26 - 2 });

const grants: fc.Arbitrary<Grant> = fc
  .tuple(slice, fc.nat(2 ** 26 - 1), fc.nat(2 ** 32 - 1), fc.nat(2 ** 16 - 1), sections, rights)
  .chain(([start, length, leaf, generation, sections, rights]) => {
    const expiresAt = Math.min(2 ** 26 - 1, start + 1 + length);
    return fc.nat(expiresAt - 1).map((since) => ({
      terms: { notBefore: start, expiresAt, since, sections, rights, generation },
      leaf,
    }));
  });

const blocks = fc.array(fc.nat(2 ** 22), { maxLength: 300 }).map((gaps) => {
  let block = 1n;
  return gaps.map((gap) => {
    block += BigInt(gap);
    return block;
  });
});

describe("journal words", () => {
  it("come back as they were", () => {
    fc.assert(
      fc.property(blocks, (at) => {
        const { word } = simulateJournal(at);
        const again = unpackJournal(packJournal(word));
        expect(again).toEqual(word);
        expect(sameJournal(again, word)).toBe(true);
      }),
    );
  });

  it("advance as the ledger's do", async () => {
    const start = fc.constantFrom(1, 2, 3, 4, 15, 16, 63, 64, 255, 256, 1023, 4095, 4096, 70_000);
    await fc.assert(
      fc.asyncProperty(start, uint(31), uint(31), async (count, before, after) => {
        // Any word whose levels agree with its count.
        const levels = emptyJournal.blocks.map((_, i) => (count >= 4 ** i ? before + 1n : 0n));
        const journal: JournalWord = { count: count - 1, blocks: levels };
        const next = await call("advance", [packJournal(journal), Number(after)]);
        expect(next).toBe(packJournal(advanceJournal(journal, after)));
      }),
      { numRuns: 200 },
    );
  });

  it("point at the latest event of each level", () => {
    const { word } = simulateJournal(Array.from({ length: 70 }, (_, i) => BigInt(i + 100)));
    expect(latestEvents(word)).toEqual([
      { number: 70, blockNumber: 169n },
      { number: 68, blockNumber: 167n },
      { number: 64, blockNumber: 163n },
      { number: 64, blockNumber: 163n },
    ]);
  });

  it.each([
    ["a block without an event", 1n << 32n],
    ["an event without a block", 1n],
    ["a level that lies after the one below", 4n | (5n << 32n) | (6n << 64n)],
    ["a level that has no event yet", 3n | (5n << 32n) | (5n << 64n)],
    ["more than 256 bits", (1n << 256n) | 1n | (5n << 32n)],
  ])("are refused with %s", async (_, foreign) => {
    await expectCode("ledger/foreign-word", () => unpackJournal(foreign));
  });
});

describe("grant words", () => {
  it("come back as they were, and mean the same to the ledger", async () => {
    await fc.assert(
      fc.asyncProperty(grants, async (grant) => {
        const packed = packGrant(grant);
        expect(unpackGrant(packed)).toEqual(grant);
        const { terms, leaf } = grant;
        const bitmap = terms.sections.reduce((bits, section) => bits | (1n << BigInt(section)), 0n);
        expect(await call("lease", [packed])).toEqual(
          [leaf, terms.notBefore, terms.expiresAt, terms.since]
            .map(BigInt)
            .concat(bitmap, terms.rights.write ? 3n : 1n, BigInt(terms.generation)),
        );
      }),
      { numRuns: 100 },
    );
  });

  it("are live when the ledger says so", async () => {
    const near = fc.constantFrom(-1, 0, 1);
    await fc.assert(
      fc.asyncProperty(grants, near, fc.boolean(), near, async (grant, side, atEnd, moved) => {
        const { terms } = grant;
        const now = Math.max(0, (atEnd ? terms.expiresAt : terms.notBefore) + side);
        const generation = Math.max(0, terms.generation + moved);
        const state = grantState(terms, { record: { generation, closed: false }, slice: now });
        const reach = await call("reach", [packGrant(grant), 1n, generation, now]);
        expect(state === "live").toBe(reach !== 0n);
      }),
      { numRuns: 200 },
    );
  });

  it("are nothing where there is no grant", () => {
    expect(unpackGrant(0n)).toBeNull();
  });

  it("are either what was packed or refused, whatever the word", () => {
    fc.assert(
      fc.property(word, (any) => {
        let grant: Grant | null;
        try {
          grant = unpackGrant(any);
        } catch (error) {
          expect(error).toMatchObject({ code: "ledger/foreign-word" });
          return;
        }
        expect(grant === null ? 0n : packGrant(grant)).toBe(any);
      }),
      { numRuns: 1000 },
    );
  });

  const terms = {
    notBefore: 5,
    expiresAt: 9,
    since: 0,
    sections: [0],
    rights: { read: true, write: false },
    generation: 0,
  };

  it.each([
    ["no sections", { sections: [] }],
    ["a section that there cannot be", { sections: [128] }],
    ["half a section", { sections: [0.5] }],
    ["no time", { notBefore: 9 }],
    ["data from after its end", { since: 9 }],
    ["an end beyond the time tree", { expiresAt: 2 ** 26 }],
    ["a negative start", { notBefore: -1 }],
    ["the right to write but not to read", { rights: { read: false, write: true } }],
    ["a generation that there cannot be", { generation: 2 ** 16 }],
  ])("are not made of %s", async (_, change) => {
    await expectCode("ledger/foreign-word", () =>
      packGrant({ terms: { ...terms, ...change }, leaf: 0 }),
    );
  });

  it.each([
    ["none", null, { generation: 0, closed: false }, 5],
    ["pending", terms, { generation: 0, closed: false }, 4],
    ["live", terms, { generation: 0, closed: false }, 5],
    ["live", terms, { generation: 0, closed: false }, 8],
    ["expired", terms, { generation: 0, closed: false }, 9],
    ["ended", terms, { generation: 1, closed: false }, 6],
    ["ended", terms, { generation: 0, closed: true }, 6],
  ] as const)("are %s", (state, of, record, slice) => {
    expect(grantState(of, { record, slice })).toBe(state);
  });
});

describe("request words", () => {
  it("are what the ledger makes, and come back", async () => {
    const part = fc.integer({ min: 1, max: 2 ** 32 - 1 });
    await fc.assert(
      fc.asyncProperty(
        sections,
        rights,
        part,
        part,
        async (sections, rights, duration, askedAt) => {
          const request = { sections, rights, duration, askedAt };
          const bitmap = sections.reduce((bits, section) => bits | (1n << BigInt(section)), 0n);
          const made = await call("request", [bitmap, rights.write ? 3 : 1, duration, askedAt]);
          expect(packRequest(request)).toBe(made);
          expect(unpackRequest(made as bigint)).toEqual(request);
        },
      ),
      { numRuns: 50 },
    );
  });

  it("are nothing where nothing is asked", () => {
    expect(unpackRequest(0n)).toBeNull();
  });

  it.each([
    ["no time", 1n | (1n << 64n) | (1n << 72n)],
    ["no sections", 1n | (1n << 32n) | (1n << 64n)],
    ["unknown rights", 1n | (1n << 32n) | (2n << 64n) | (1n << 72n)],
    ["bits too many", 1n | (1n << 32n) | (1n << 64n) | (1n << 72n) | (1n << 200n)],
  ])("are refused with %s", async (_, foreign) => {
    await expectCode("ledger/foreign-word", () => unpackRequest(foreign));
  });
});

describe("stamps", () => {
  it("mean the same to the ledger, and come back", async () => {
    const parts = [fc.nat(127), fc.nat(2 ** 32 - 1), fc.nat(2 ** 24 - 1)] as const;
    await fc.assert(
      fc.asyncProperty(...parts, async (section, slice, epoch) => {
        const packed = packStamp({ section, slice, epoch });
        expect(await call("stamp", [packed])).toEqual([section, slice, epoch].map(BigInt));
        expect(unpackStamp(packed)).toEqual({ section, slice, epoch });
      }),
      { numRuns: 50 },
    );
  });

  it.each([
    ["a section that there cannot be", 128n],
    ["bits too many", 1n << 64n],
  ])("are refused with %s", async (_, foreign) => {
    await expectCode("ledger/foreign-word", () => unpackStamp(foreign));
  });
});
