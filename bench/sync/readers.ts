import type { Hex, Transport } from "viem";
import { createClient, http, pad } from "viem";
import { getBlockNumber, getLogs, readContract } from "viem/actions";
import { recordHistory } from "../../lib/ledger/history.ts";
import { createNodes } from "../../lib/ledger/nodes/nodes.ts";
import type { Histories, HistoryPlace } from "./histories.ts";
import { MOST_BLOCKS } from "./histories.ts";

/** A way to read a history: its heads, in order. */
export type Reader = (from: Source) => Promise<readonly Hex[]>;

export interface Source {
  histories: Histories;
  place: HistoryPlace;
  url: string;
}

/** Hardhat's chain id. */
const CHAIN_ID = 31_337;

/** Requests under way at a time, where a way allows several: as many as the ledger's own reader. */
const IN_FLIGHT = 100;

/** The ledger, as the app reads it: the journal word, and then level by level. */
const journal: Reader = async ({ histories, place, url }) => {
  const nodes = createNodes([url], { chainId: CHAIN_ID });
  const { ledger, keyDirectory, deployedAt } = histories;
  const { events } = await recordHistory(
    {
      client: clientOf(nodes.transport),
      chainId: CHAIN_ID,
      ledger,
      keyDirectory,
      deployedAt,
    },
    place.record,
  );
  return events.flatMap((event) => (event.kind === "published" ? event.head : []));
};

/** The same events by ranges as wide as the node serves, several at a time. */
const scan: Reader = async ({ histories, place, url }) => {
  const client = clientOf(http(url));
  const height = Number(await getBlockNumber(client, { cacheTime: 0 }));
  const starts: number[] = [];
  for (let from = histories.deployedAt; from <= height; from += MOST_BLOCKS) starts.push(from);
  const parts = await inPools(starts, (from) =>
    client.request({
      method: "eth_getLogs",
      params: [
        {
          address: histories.ledger,
          topics: [null, place.record],
          fromBlock: hex(from),
          toBlock: hex(Math.min(from + MOST_BLOCKS - 1, height)),
        },
      ],
    }),
  );
  // Every event of the record counts; which are entries is told by the head among their data.
  const known = new Set(place.heads);
  return parts
    .flat()
    .flatMap(({ data, topics }) => wordsOf(data, topics).find((it) => known.has(it)) ?? []);
};

const changedAbi = [
  {
    type: "function",
    name: "changed",
    stateMutability: "view",
    inputs: [{ type: "address" }],
    outputs: [{ type: "uint256" }],
  },
] as const;

const attributeChanged = {
  type: "event",
  name: "DIDAttributeChanged",
  inputs: [
    { name: "identity", type: "address", indexed: true },
    { name: "name", type: "bytes32", indexed: false },
    { name: "value", type: "bytes", indexed: false },
    { name: "validTo", type: "uint256", indexed: false },
    { name: "previousChange", type: "uint256", indexed: false },
  ],
} as const;

/** A list in which each event names the block of the one before (ERC-1056): one after the other. */
const linked: Reader = async ({ histories, place, url }) => {
  const client = clientOf(http(url));
  const heads: Hex[] = [];
  const address = histories.registry;
  let block = await readContract(client, {
    address,
    abi: changedAbi,
    functionName: "changed",
    args: [place.did],
  });
  while (block > 0n) {
    const logs = await getLogs(client, {
      address,
      event: attributeChanged,
      args: { identity: place.did },
      fromBlock: block,
      toBlock: block,
    });
    block = 0n;
    for (const { args } of logs.toReversed()) {
      heads.push(args.value as Hex);
      block = args.previousChange ?? 0n;
    }
  }
  return heads.reverse();
};

const listedAbi = [
  {
    type: "function",
    name: "headsOf",
    stateMutability: "view",
    inputs: [{ type: "bytes32" }],
    outputs: [{ type: "bytes32[]" }],
  },
] as const;

/** An array in the contract, in one call; what is in it costs a word of storage for each event. */
const array: Reader = ({ histories, place, url }) =>
  readContract(clientOf(http(url)), {
    address: histories.listed,
    abi: listedAbi,
    functionName: "headsOf",
    args: [place.record],
  });

export const READERS: Readonly<Record<string, Reader>> = {
  "Leasehold's journal": journal,
  "range scan": scan,
  "ERC-1056 list": linked,
  "on-chain array": array,
};

function clientOf(transport: Transport) {
  return createClient({ transport, cacheTime: 0 });
}

function hex(block: number): Hex {
  return `0x${block.toString(16)}`;
}

function wordsOf(data: Hex, topics: readonly Hex[]): Hex[] {
  const words = [...topics.map((topic) => pad(topic))];
  for (let at = 2; at < data.length; at += 64) words.push(`0x${data.slice(at, at + 64)}`);
  return words;
}

async function inPools<T, R>(items: readonly T[], of: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += IN_FLIGHT) {
    results.push(...(await Promise.all(items.slice(at, at + IN_FLIGHT).map(of))));
  }
  return results;
}
