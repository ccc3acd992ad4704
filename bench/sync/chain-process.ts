// A chain with histories on it, behind a node that answers late. Arguments: blocks, other events.
//
// Each history is there three times: in the ledger, in an ERC-1056 registry, and in an array. Its events
// lie far apart, each in a block of its own, and those of other records between them.
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import hre from "hardhat";
import type { Abi, Address, Hex } from "viem";
import { keccak256 } from "viem";
import { chainSlice } from "../../lib/ledger/block.ts";
import { publish } from "../../lib/ledger/calls.ts";
import { createRpcListener } from "../../scripts/devnet/rpc-server.ts";
import { startChain } from "../../test/support/chain.ts";
import { entry, makeRecord, submitOnly, walletOf } from "../../test/support/records.ts";
import { buildSources } from "../gas/compile.ts";
import type { Histories } from "./histories.ts";
import { LENGTHS, MOST_BLOCKS } from "./histories.ts";

const [blocks = 0, others = 0] = process.argv.slice(2).map(Number);

/** Events of other records in a transaction of theirs. */
const PER_TRANSACTION = 20;

const chain = await startChain();
const { ledger, test, provider } = chain;
const compiler = hre.config.solidity.profiles.default?.compilers[0];
const builds = buildSources(
  ["bench/sync/peers/Listed.sol", "ethr-did-registry/contracts/EthereumDIDRegistry.sol"],
  compiler?.settings ?? {},
);
const [listed, registry] = [await deploy("Listed"), await deploy("EthereumDIDRegistry")];
const first = Number(await chain.client.getBlockNumber());

const owner = walletOf(chain, 0);
const stranger = walletOf(chain, 1);
await test.setAutomine(true);

// The histories that are measured, and one that stands for everybody else's.
const records: Record<number, Hex> = {};
const heads: Record<number, Hex[]> = {};
for (const [i, length] of LENGTHS.entries()) {
  records[length] = (await makeRecord(chain, owner, { salt: i })).record;
  heads[length] = [];
}
const crowd = (await makeRecord(chain, stranger, { salt: 0 })).record;
const crowdHeads: (Hex | null)[] = Array.from({ length: PER_TRANSACTION }, () => null);

const most = Math.max(...LENGTHS);
const step = Math.floor((blocks - first) / most) - 1;
const crowdEach = others / PER_TRANSACTION / most;
let owed = 0;
for (let i = 1; i < most; i++) {
  const slice = await chainSlice(ledger);
  await test.setAutomine(false);
  for (const [k, length] of LENGTHS.entries()) {
    // The shorter ones are spread over the whole chain as well.
    if (Math.floor((i * length) / most) === Math.floor(((i - 1) * length) / most)) continue;
    const own = heads[length] as Hex[];
    const next = entry({ slice, expectedHead: own.at(-1) ?? null });
    const record = records[length] as Hex;
    await submitOnly(owner, publish(ledger, { record, publications: [next] }));
    own.push(next.newHead);
    await act(["Listed", listed, "add"], [record, next.newHead]);
    const value = [didOf(k), keccak256(record), next.newHead, 1000n];
    await act(["EthereumDIDRegistry", registry, "setAttribute"], value, { by: k + 2 });
  }
  await test.mine({ blocks: 1 });
  for (owed += crowdEach; owed >= 1; owed--) {
    const publications = crowdHeads.map((expectedHead, section) =>
      entry({ section, slice, expectedHead }),
    );
    const call = publish(ledger, { record: crowd, publications });
    await stranger.writeContract({
      ...call,
      account: stranger.account,
      chain: null,
      gas: 12_000_000n,
    });
    await test.mine({ blocks: 1 });
    for (const { section, newHead } of publications) crowdHeads[section] = newHead;
  }
  await test.mine({ blocks: Math.max(1, step - 1), interval: 1 });
  if (i % 100 === 0) process.send?.({ done: i / most });
}
const height = Number(await chain.client.getBlockNumber());
if (height < blocks) await test.mine({ blocks: blocks - height, interval: 1 });

const histories: Histories = {
  url: await serve(),
  ledger: ledger.ledger,
  keyDirectory: ledger.keyDirectory,
  deployedAt: ledger.deployedAt ?? 0,
  height: Number(await chain.client.getBlockNumber()),
  listed,
  registry,
  records: LENGTHS.map((length, k) => ({
    length,
    record: records[length] as Hex,
    did: didOf(k),
    heads: heads[length] as Hex[],
  })),
};
process.send?.({ histories });

/** The identity that stands for a record in the registry: that of an account, as the registry wants. */
function didOf(k: number): Address {
  return walletOf(chain, k + 2).account.address;
}

async function deploy(name: string): Promise<Address> {
  const build = builds.get(name);
  if (build === undefined) throw new Error(`${name} was not built.`);
  return chain.deploy({ abi: build.abi as Abi, bytecode: build.bytecode as Hex });
}

async function act(
  [name, address, functionName]: [name: string, address: Address, functionName: string],
  args: unknown[],
  { by = 0 } = {},
) {
  const wallet = walletOf(chain, by);
  const abi = builds.get(name)?.abi as Abi;
  const call = { address, abi, functionName, args, account: wallet.account, chain: null };
  await wallet.writeContract({ ...call, gas: 300_000n });
}

/** A node that is `?delay=` milliseconds away, and refuses wide ranges of logs as public ones do. */
async function serve(): Promise<string> {
  const listener = createRpcListener((method, params) => {
    if (method === "eth_getLogs") refuseWide(params[0]);
    return provider.request({ method, params });
  });
  const server = createServer(async (request, response) => {
    const delay = Number(new URL(request.url ?? "/", "http://node").searchParams.get("delay"));
    if (delay > 0) await sleep(delay);
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

function refuseWide(filter: unknown): void {
  const { fromBlock, toBlock } = filter as { fromBlock?: string; toBlock?: string };
  const to =
    toBlock === undefined || toBlock === "latest" ? Number.POSITIVE_INFINITY : Number(toBlock);
  if (to - Number(fromBlock ?? 0) < MOST_BLOCKS) return;
  const message = `query exceeds max block range ${MOST_BLOCKS}`;
  throw Object.assign(new Error(message), { code: -32005 });
}

process.on("disconnect", () => process.exit());
