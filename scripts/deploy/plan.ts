import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address, Hex } from "viem";
import { encodeFunctionData, parseAbi } from "viem";
import type { Ask } from "./create-x.ts";
import { CREATE_X, create2Address, hasCode } from "./create-x.ts";

/** The contracts, in the order they are deployed. */
export const CONTRACTS = ["Ledger", "KeyDirectory"] as const;
export type ContractName = (typeof CONTRACTS)[number];

/** One contract of a deployment: where it belongs, and what it takes to get it there. */
export interface PlannedContract {
  name: ContractName;
  address: Address;
  initCode: Hex;
  /** It is there already, from an earlier run or put there by somebody else: the code is the same. */
  exists: boolean;
}

const createXAbi = parseAbi([
  "function deployCreate2(bytes32 salt, bytes initCode) returns (address)",
]);

/** The salt that Hardhat Ignition deploys with (`ignition.strategyConfig` in hardhat.config.ts). */
export function saltOf(hre: HardhatRuntimeEnvironment): Hex {
  const salt = hre.config.ignition.strategyConfig?.create2?.salt;
  if (salt === undefined) throw new Error("hardhat.config.ts names no salt for CREATE2.");
  return salt as Hex;
}

/** Compiles the contracts for deployment and works out where they go. */
export async function initCodes(
  hre: HardhatRuntimeEnvironment,
): Promise<Omit<PlannedContract, "exists">[]> {
  await hre.tasks.getTask("build").run({ quiet: true, noTests: true });
  const salt = saltOf(hre);
  return Promise.all(
    CONTRACTS.map(async (name) => {
      const { bytecode } = await hre.artifacts.readArtifact(name);
      const initCode = bytecode as Hex; // no constructor takes an argument: the address is one for all chains
      return { name, initCode, address: create2Address(salt, initCode) };
    }),
  );
}

export async function plan(hre: HardhatRuntimeEnvironment, ask: Ask): Promise<PlannedContract[]> {
  const contracts = await initCodes(hre);
  return Promise.all(
    contracts.map(async (contract) => ({
      ...contract,
      exists: await hasCode(ask, contract.address),
    })),
  );
}

/** The transaction that puts a contract in its place. */
export function deploymentCall(hre: HardhatRuntimeEnvironment, initCode: Hex) {
  const data = encodeFunctionData({
    abi: createXAbi,
    functionName: "deployCreate2",
    args: [saltOf(hre), initCode],
  });
  return { to: CREATE_X, data };
}
