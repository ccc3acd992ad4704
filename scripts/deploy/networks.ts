import type { Chain } from "viem";
import { arbitrumSepolia, baseSepolia, optimismSepolia, sepolia } from "viem/chains";

/** A public chain that Leasehold can be deployed on. */
export interface PublicNetwork {
  /** What `--network` calls it, and its networks entry in hardhat.config.ts. */
  name: string;
  chain: Chain;
  /** What holds the address of a node of it: an environment variable or an entry of Hardhat's keystore. */
  rpcUrl: string;
  chainType: "l1" | "op" | "generic";
}

/** What holds the private key that deploys: an environment variable or an entry of Hardhat's keystore. */
export const DEPLOYER_KEY = "DEPLOYER_KEY";

export const publicNetworks: readonly PublicNetwork[] = [
  { name: "sepolia", chain: sepolia, rpcUrl: "SEPOLIA_RPC_URL", chainType: "l1" },
  { name: "baseSepolia", chain: baseSepolia, rpcUrl: "BASE_SEPOLIA_RPC_URL", chainType: "op" },
  { name: "opSepolia", chain: optimismSepolia, rpcUrl: "OP_SEPOLIA_RPC_URL", chainType: "op" },
  {
    name: "arbitrumSepolia",
    chain: arbitrumSepolia,
    rpcUrl: "ARBITRUM_SEPOLIA_RPC_URL",
    chainType: "generic",
  },
];

/** Any other chain, a local one too. */
export const CUSTOM_NETWORK = { name: "custom", rpcUrl: "CUSTOM_RPC_URL" };
