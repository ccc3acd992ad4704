import { globSync } from "node:fs";
import { fileURLToPath } from "node:url";
import hardhatToolboxMochaEthers from "@nomicfoundation/hardhat-toolbox-mocha-ethers";
import { configVariable, defineConfig } from "hardhat/config";
import type { PublicNetwork } from "./scripts/deploy/networks.ts";
import { CUSTOM_NETWORK, DEPLOYER_KEY, publicNetworks } from "./scripts/deploy/networks.ts";

const solcPath = fileURLToPath(import.meta.resolve("solc/soljson.js"));

const compiler = {
  version: "0.8.37",
  path: solcPath,
  settings: {
    evmVersion: "cancun",
    optimizer: { enabled: true, runs: 1_000_000 },
    viaIR: true,
  },
};

/** For the handlers of the invariants, which are big: what they test they take as it was built above. */
const quick = {
  ...compiler,
  settings: { evmVersion: "cancun", optimizer: { enabled: true, runs: 1 } },
};
const handlers = globSync("test/contracts/invariants/*.sol", { cwd: import.meta.dirname });
const overrides = Object.fromEntries(handlers.map((file) => [file, quick]));

/** "leasehold/v1" in ASCII, with zeros after it. */
const DEPLOYMENT_SALT = `0x${Buffer.from("leasehold/v1").toString("hex").padEnd(64, "0")}`;

/** `npm run test:deep` looks longer; what is plainly wrong is found in seconds. */
const isDeep = process.env.LEASEHOLD_DEEP === "1";

const etherscanKey = process.env.ETHERSCAN_API_KEY;

/** A chain that is reached at the address, and with the key, that the configuration names. */
function remote({ rpcUrl, chainType }: Pick<PublicNetwork, "rpcUrl" | "chainType">) {
  return {
    type: "http" as const,
    chainType,
    url: configVariable(rpcUrl),
    accounts: [configVariable(DEPLOYER_KEY)],
  };
}

export default defineConfig({
  plugins: [hardhatToolboxMochaEthers],
  solidity: {
    profiles: {
      default: { compilers: [compiler], overrides },
      production: { ...compiler, isolated: false },
    },
  },
  test: {
    solidity: isDeep
      ? { fuzz: { runs: 5_120 }, invariant: { runs: 60, depth: 200, failOnRevert: true } }
      : { fuzz: { runs: 256 }, invariant: { runs: 6, depth: 100, failOnRevert: true } },
  },
  ignition: {
    // Begins with neither zero nor a sender, so that CreateX makes the same addresses for everybody.
    strategyConfig: { create2: { salt: DEPLOYMENT_SALT } },
  },
  networks: {
    devnet: {
      type: "edr-simulated",
      chainId: 31337,
      allowBlocksWithSameTimestamp: true, // else a burst of transactions runs ahead of the clock
    },
    ...Object.fromEntries(publicNetworks.map((network) => [network.name, remote(network)])),
    [CUSTOM_NETWORK.name]: remote({ rpcUrl: CUSTOM_NETWORK.rpcUrl, chainType: "generic" }),
  },
  verify: { etherscan: etherscanKey ? { apiKey: etherscanKey } : { enabled: false } },
  // Nobody imports the types of the contracts: they go where built things go.
  typechain: { outDir: "./artifacts/types" },
  paths: {
    ignition: ".", // its journals are deployments/chain-…, beside our deployments/<id>.json
    sources: "./contracts",
    tests: { mocha: "./test/contracts", solidity: "./test/contracts" },
  },
});
