import { buildModule } from "@nomicfoundation/hardhat-ignition/modules";
import hre from "hardhat";
import type { NetworkConnection } from "hardhat/types/network";
import type { Address, Hex } from "viem";
import type { Ask } from "./create-x.ts";
import { ensureCreateX, hasCode } from "./create-x.ts";
import type { ContractName, PlannedContract } from "./plan.ts";
import { plan } from "./plan.ts";

export interface Deployed {
  ledger: Address;
  keyDirectory: Address;
}

interface DeployOptions {
  /** Shows Ignition's progress. */
  show?: boolean;
  /** Polls fast and takes the first confirmation: for a chain of one's own. */
  local?: boolean;
}

/** Each contract by itself, with a journal of its own, so that one that is there already needs no step. */
const moduleOf = (name: string) => buildModule(name, (m) => ({ contract: m.contract(name) }));

/**
 * Puts the contracts that are not there yet in their places.
 *
 * Ignition journals each step under deployments/chain-…, so that a run that was cut off goes on
 * where it was, even with a transaction on its way.
 */
export async function deployContracts(
  connection: NetworkConnection,
  { show = false, local = false }: DeployOptions = {},
): Promise<Deployed> {
  const ask = asker(connection);
  await ensureCreateX(ask);
  const contracts = await plan(hre, ask);
  const chainId = Number(await ask<Hex>("eth_chainId"));
  for (const contract of contracts) {
    if (contract.exists) continue;
    await connection.ignition.deploy(moduleOf(contract.name), {
      strategy: "create2",
      deploymentId: `chain-${chainId}-${contract.name}`,
      displayUi: show,
      ...(local ? { config: { requiredConfirmations: 1, blockPollingInterval: 50 } } : {}),
    });
    if (!(await hasCode(ask, contract.address))) {
      throw new Error(`${contract.name} is not at ${contract.address}, where it belongs.`);
    }
  }
  return {
    ledger: addressOf(contracts, "Ledger"),
    keyDirectory: addressOf(contracts, "KeyDirectory"),
  };
}

export function asker(connection: Pick<NetworkConnection, "provider">): Ask {
  return async <T>(method: string, params: readonly unknown[] = []) =>
    (await connection.provider.request({ method, params: [...params] })) as T;
}

export function addressOf(contracts: readonly PlannedContract[], name: ContractName): Address {
  const found = contracts.find((contract) => contract.name === name);
  if (found === undefined) throw new Error(`${name} is not among the contracts.`);
  return found.address;
}
