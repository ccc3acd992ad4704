import type { HardhatRuntimeEnvironment } from "hardhat/types/hre";
import type { Address, Hex } from "viem";
import { decodeFunctionResult, encodeFunctionData, hexToBigInt, parseAbi } from "viem";
import type { Ask } from "./create-x.ts";
import { CREATE_X, hasCode } from "./create-x.ts";
import type { PlannedContract } from "./plan.ts";
import { deploymentCall } from "./plan.ts";

export interface Estimate {
  /** By contract, in the order of the plan; 0 for what is there already. */
  gas: bigint[];
  /** Wei per unit of gas, now. */
  gasPrice: bigint;
  /** Wei that an OP chain takes for the data on its parent chain. */
  dataFee: bigint;
  /** Wei, at the present price. */
  total: bigint;
}

/** Where OP chains tell what a transaction's data costs on the parent chain. */
const GAS_PRICE_ORACLE: Address = "0x420000000000000000000000000000000000000F";
const oracleAbi = parseAbi(["function getL1Fee(bytes data) view returns (uint256)"]);

/** What it would cost to put the missing contracts in their places. Sends nothing. */
export async function estimate(
  hre: HardhatRuntimeEnvironment,
  ask: Ask,
  contracts: readonly PlannedContract[],
): Promise<Estimate> {
  const missing = contracts.filter(({ exists }) => !exists);
  const calls = missing.map(({ initCode }) => deploymentCall(hre, initCode));
  const throughFactory = await hasCode(ask, CREATE_X);
  const gasOf = new Map<PlannedContract, bigint>();
  for (const [i, contract] of missing.entries()) {
    // A local node gets the factory with the deployment; a plain creation costs about the same.
    const transaction = throughFactory ? calls[i] : { data: contract.initCode };
    // From nobody, for the deployer may be poor; and without what is pending, which may be this very contract.
    const gas = await ask<Hex>("eth_estimateGas", [transaction, "latest"]);
    gasOf.set(contract, hexToBigInt(gas));
  }
  const gas = contracts.map((contract) => gasOf.get(contract) ?? 0n);
  const gasPrice = hexToBigInt(await ask<Hex>("eth_gasPrice"));
  const dataFee = await parentChainFee(
    ask,
    calls.map(({ data }) => data),
  );
  const total = gas.reduce((sum, one) => sum + one, 0n) * gasPrice + dataFee;
  return { gas, gasPrice, dataFee, total };
}

async function parentChainFee(ask: Ask, data: readonly Hex[]): Promise<bigint> {
  if (!(await hasCode(ask, GAS_PRICE_ORACLE))) return 0n;
  const fees = data.map(async (bytes) => {
    const call = encodeFunctionData({ abi: oracleAbi, functionName: "getL1Fee", args: [bytes] });
    const answer = await ask<Hex>("eth_call", [{ to: GAS_PRICE_ORACLE, data: call }, "latest"]);
    return decodeFunctionResult({ abi: oracleAbi, functionName: "getL1Fee", data: answer });
  });
  return (await Promise.all(fees)).reduce((sum, fee) => sum + fee, 0n);
}
