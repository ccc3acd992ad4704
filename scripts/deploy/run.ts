// `npm run deploy -- --network sepolia`: the contracts on a public chain.
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { createInterface } from "node:readline/promises";
import { parseArgs, styleText } from "node:util";
import hre from "hardhat";
import type { Address, Hex } from "viem";
import { formatEther, formatGwei, getAddress, hexToBigInt } from "viem";
import type { Network } from "../../lib/sharing/network.ts";
import { parseNetwork } from "../../lib/sharing/network.ts";
import { runChild } from "../child.ts";
import type { Ask } from "./create-x.ts";
import { addressOf, asker, deployContracts } from "./deploy.ts";
import { estimate } from "./estimate.ts";
import { blockHash, firstBlockWith } from "./first-block.ts";
import { CUSTOM_NETWORK, DEPLOYER_KEY, publicNetworks } from "./networks.ts";
import type { PlannedContract } from "./plan.ts";
import { plan } from "./plan.ts";

const names = [...publicNetworks, CUSTOM_NETWORK].map(({ name }) => name);

const HELP = `npm run deploy -- --network <name> [options]

  --network <name>  ${names.join(", ")}
  --dry-run         say what it would do and cost, and stop
  --yes             do not ask before sending
  --no-verify       do not publish the sources to block explorers
  --out <folder>    where deployments/ is (default: here)

The node's address and the key are taken from the environment or from Hardhat's encrypted keystore:
  npm run hardhat -- keystore set SEPOLIA_RPC_URL
  npm run hardhat -- keystore set ${DEPLOYER_KEY}
A run that was cut off goes on where it was when it is started again.`;

const { values: flags } = parseArgs({
  options: {
    network: { type: "string", default: "" },
    "dry-run": { type: "boolean", default: false },
    yes: { type: "boolean", default: false },
    verify: { type: "boolean", default: true },
    out: { type: "string", default: "." },
    help: { type: "boolean", default: false },
  },
  allowNegative: true,
});

/** How much more than the estimate the account must hold: prices move while one waits. */
const MARGIN_PERCENT = 50n;

process.exitCode = await main().catch((error: unknown) => {
  const message = error instanceof Error ? error.message : String(error);
  console.error(`\n${styleText("red", "Not deployed.")} ${message}`);
  return 1;
});
process.exit(); // a node's connection left open would keep it alive

async function main(): Promise<number> {
  if (flags.help || !names.includes(flags.network)) {
    console.log(HELP);
    return flags.help ? 0 : 2;
  }
  hre.config.paths.ignition = flags.out;
  const connection = await hre.network.create(flags.network);
  const ask = asker(connection);
  const [account] = await ask<Address[]>("eth_accounts");
  if (account === undefined) throw new Error(`${DEPLOYER_KEY} holds no key.`);
  const deployer = getAddress(account);
  const chainId = Number(await ask<Hex>("eth_chainId"));

  const contracts = await plan(hre, ask);
  const complete = contracts.every(({ exists }) => exists);
  await show(ask, { contracts, deployer, chainId });
  if (flags["dry-run"]) {
    console.log("\nA dry run: nothing was sent.");
    return 0;
  }
  if (!complete) {
    if (!(await confirmed())) {
      console.log("Nothing was sent.");
      return 1;
    }
    const local = /anvil|hardhat/i.test(await ask<string>("web3_clientVersion"));
    await deployContracts(connection, { show: true, local });
  }
  await write(ask, { contracts, chainId });
  if (flags.verify) await verify(contracts);
  return 0;
}

interface Deployment {
  contracts: readonly PlannedContract[];
  chainId: number;
}

/** Prints addresses and cost, and refuses where the account cannot pay it. */
async function show(
  ask: Ask,
  { contracts, deployer, chainId }: Deployment & { deployer: Address },
) {
  const { gas, gasPrice, dataFee, total } = await estimate(hre, ask, contracts);
  const balance = hexToBigInt(await ask<Hex>("eth_getBalance", [deployer, "latest"]));
  console.log(`\nLeasehold on ${flags.network} (chain ${chainId})\n`);
  for (const [i, { name, address, exists }] of contracts.entries()) {
    const cost = exists ? "there already" : `${gas[i]?.toLocaleString("en")} gas`;
    console.log(`  ${name.padEnd(14)}${address}  ${cost}`);
  }
  const data =
    dataFee === 0n ? "" : `, of which ${formatEther(dataFee)} for data on the parent chain`;
  console.log(`\n  Price         ${formatGwei(gasPrice)} gwei`);
  console.log(`  Cost          about ${formatEther(total)} ether${data}`);
  console.log(`  From          ${deployer}, which holds ${formatEther(balance)} ether`);
  const needed = (total * (100n + MARGIN_PERCENT)) / 100n;
  if (total > 0n && balance < needed) {
    throw new Error(
      `${deployer} should hold at least ${formatEther(needed)} ether: the cost and half of it again.`,
    );
  }
}

async function confirmed(): Promise<boolean> {
  if (flags.yes) return true;
  if (!process.stdin.isTTY) throw new Error("Nobody is here to ask: --yes sends without asking.");
  const line = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await line.question("\nSend these transactions? (y/N) ");
  line.close();
  return /^y(es)?$/i.test(answer.trim());
}

/** Writes the file that the app reads, and keeps what people entered in it: nodes and storage. */
async function write(ask: Ask, { contracts, chainId }: Deployment): Promise<void> {
  const file = join(flags.out, "deployments", `${chainId}.json`);
  const known = publicNetworks.find(({ name }) => name === flags.network)?.chain;
  const before = readNetwork(file);
  const ledger = addressOf(contracts, "Ledger");
  const { number, hash } = await firstBlockWith(ask, ledger);
  const network: Network = {
    version: 1,
    name: known?.name ?? before?.name ?? `Chain ${chainId}`,
    chainId,
    rpcUrls: before?.rpcUrls ?? publicNodes(known?.rpcUrls.default.http),
    contracts: { ledger, keyDirectory: addressOf(contracts, "KeyDirectory") },
    deployedAt: { blockNumber: number, blockHash: hash, genesisHash: await blockHash(ask, 0) },
    storage: before?.storage ?? { gateway: null, kubo: null },
    explorer: known?.blockExplorers?.default.url ?? before?.explorer ?? null,
    demo: null,
  };
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${JSON.stringify(parseNetwork(network), null, 2)}\n`);
  console.log(`\nWrote ${file}.`);
}

/** Nodes that anybody may use; never the configured one, whose address may hold a key of its own. */
function publicNodes(urls: readonly string[] | undefined): [string, ...string[]] {
  const [first = "http://127.0.0.1:8545", ...rest] = urls ?? [];
  return [first, ...rest];
}

function readNetwork(file: string): Network | null {
  try {
    return parseNetwork(JSON.parse(readFileSync(file, "utf8")));
  } catch {
    return null;
  }
}

/** Publishes the sources. That it failed leaves the deployment as good as it was. */
async function verify(contracts: readonly PlannedContract[]): Promise<void> {
  for (const { name, address } of contracts) {
    const contract = `contracts/${name}.sol:${name}`;
    const args = ["verify", "--network", flags.network, "--contract", contract, address];
    const { code } = await runChild("hardhat", args, { show: true, timeout: 300_000 });
    if (code !== 0) {
      console.error(
        `${name}'s sources were not published; try again: npm run hardhat -- ${args.join(" ")}`,
      );
    }
  }
}
