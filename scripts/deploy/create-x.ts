import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Address, Hex } from "viem";
import { encodeAbiParameters, getContractAddress, keccak256 } from "viem";

/** Asks a chain (EIP-1193). */
export type Ask = <T>(method: string, params?: readonly unknown[]) => Promise<T>;

/** The factory that Hardhat Ignition deploys through: at this address on every chain that has it. */
export const CREATE_X: Address = "0xba5Ed099633D3B313e4D5F7bdc1305d3c28ba5Ed";

/** Whose one transaction, signed by nobody's key for any chain, makes the factory. */
const CREATE_X_DEPLOYER: Address = "0xeD456e05CaAb11d66C4c797dD6c1D6f9A7F352b5";

/** Where the factory puts a contract, for a salt that begins with neither the sender nor zero. */
export function create2Address(salt: Hex, initCode: Hex): Address {
  const guarded = keccak256(encodeAbiParameters([{ type: "bytes32" }], [salt]));
  return getContractAddress({
    opcode: "CREATE2",
    from: CREATE_X,
    salt: guarded,
    bytecode: initCode,
  });
}

export async function hasCode(ask: Ask, address: Address): Promise<boolean> {
  return (await ask<Hex>("eth_getCode", [address, "latest"])) !== "0x";
}

/**
 * Makes sure that the factory is there. Public chains have it; a local node, known by its letting us
 * set balances, gets it here.
 *
 * @throws Error where the chain has no factory and is no local node
 */
export async function ensureCreateX(ask: Ask): Promise<void> {
  if (await hasCode(ask, CREATE_X)) return;
  try {
    await fundCreateX(ask);
  } catch (cause) {
    const what = `This chain has no CreateX factory at ${CREATE_X}, so the contracts cannot have their address on it.`;
    throw new Error(what, { cause });
  }
  await ask("eth_sendRawTransaction", [await presignedTransaction()]);
  for (let i = 0; i < 100; i++) {
    if (await hasCode(ask, CREATE_X)) return;
    await sleep(100);
  }
  throw new Error("The CreateX factory did not appear.");
}

/** Gives the factory's deployer, on a local node, the 0.4 ether that its transaction asks for. */
export async function fundCreateX(ask: Ask): Promise<void> {
  await ask("hardhat_setBalance", [CREATE_X_DEPLOYER, "0x58d15e176280000"]);
}

/** The factory's transaction, as it comes with Hardhat Ignition, which does not export it. */
async function presignedTransaction(): Promise<Hex> {
  const require = createRequire(import.meta.url);
  const ignition = dirname(require.resolve("@nomicfoundation/ignition-core/package.json"));
  const file = join(ignition, "dist/src/internal/execution/strategy/createx-artifact.js");
  const { presignedTx } = (await import(file)) as { presignedTx: Hex };
  return presignedTx;
}
