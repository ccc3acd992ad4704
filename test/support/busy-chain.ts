import type { Hex } from "viem";
import { expect } from "vitest";
import { chainSlice } from "../../lib/ledger/block.ts";
import { publish } from "../../lib/ledger/calls.ts";
import type { History } from "../../lib/ledger/history.ts";
import type { TestChain } from "./chain.ts";
import { startChain } from "./chain.ts";
import { entry, makeRecord, submitOnly, walletOf } from "./records.ts";
import type { CountedTransport } from "./slow-transport.ts";
import { countedTransport } from "./slow-transport.ts";

/** Events of the busy record. */
export const MANY = 300;

/** A chain with a record of {@link MANY} events, and another one's events between them. */
export interface BusyChain extends TestChain {
  busy: Hex;
  quiet: Hex;
  /** Heads of section 0 of the busy record, in order. */
  heads: readonly Hex[];
}

/** Blocks of one to five entries, some of the quiet record's between them; some are empty. */
export async function startBusyChain(): Promise<BusyChain> {
  const chain = await startChain();
  const owner = walletOf(chain, 0);
  const { record: busy } = await makeRecord(chain, owner, { salt: 0 });
  const { record: quiet } = await makeRecord(chain, owner, { salt: 1 });
  const heads: Hex[] = [];
  let quietHead: Hex | null = null;
  const slice = await chainSlice(chain.ledger);
  for (let block = 0; heads.length < MANY - 1; block++) {
    await chain.inOneBlock(async () => {
      for (let i = 0; i <= block % 5 && heads.length < MANY - 1; i++) {
        const next = entry({ slice, expectedHead: heads.at(-1) ?? null });
        await submitOnly(owner, publish(chain.ledger, { record: busy, publications: [next] }));
        heads.push(next.newHead);
        if ((block + i) % 7 !== 0) continue;
        const other = entry({ slice, expectedHead: quietHead });
        await submitOnly(owner, publish(chain.ledger, { record: quiet, publications: [other] }));
        quietHead = other.newHead;
      }
    });
    if (block % 3 === 0) await chain.mine(2);
  }
  return { ...chain, busy, quiet, heads };
}

/** That this is all of the busy record's history. */
export function expectBusyHistory({ heads }: BusyChain, { events, count }: History): void {
  expect(count).toBe(MANY);
  expect(events.map(({ number }) => number)).toEqual(Array.from({ length: MANY }, (_, i) => i + 1));
  expect(events[0]?.kind).toBe("created");
  const published = events
    .slice(1)
    .map((event) => (event.kind === "published" ? event.head : null));
  expect(published).toEqual(heads);
}

/** A log as nodes answer it. */
export interface RawLog {
  blockNumber: Hex;
  logIndex: Hex;
  topics: Hex[];
  [field: string]: unknown;
}

interface RawFilter {
  fromBlock: Hex;
  toBlock: Hex;
}

export const isRange = ({ fromBlock, toBlock }: RawFilter) => fromBlock !== toBlock;

const widthOf = ({ fromBlock, toBlock }: RawFilter) => Number(toBlock) - Number(fromBlock) + 1;

/** A node that answers `eth_getLogs` as `change` says. */
export function nodeWith(
  { provider }: TestChain,
  change: (logs: RawLog[], filter: RawFilter) => RawLog[],
): CountedTransport {
  return countedTransport(async (args) => {
    const answer = await provider.request(args);
    if (args.method !== "eth_getLogs") return answer;
    return change(answer as RawLog[], (args.params as [RawFilter])[0]);
  });
}

/** A node that serves logs of single blocks only, as many public ones do. */
export function nodeWithoutRanges(chain: TestChain): CountedTransport {
  return nodeWithRanges(chain, { most: 1 });
}

/** A node that serves logs of so many blocks at most in a call. */
export function nodeWithRanges(
  { provider }: TestChain,
  { most }: { most: number },
): CountedTransport {
  return countedTransport(async (args) => {
    const [filter] = (args.params ?? []) as [RawFilter?];
    if (args.method === "eth_getLogs" && filter && widthOf(filter) > most) {
      throw Object.assign(new Error("block range is too wide"), { code: -32005 });
    }
    return provider.request(args);
  });
}
