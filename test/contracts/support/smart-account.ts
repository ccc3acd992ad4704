import type { Signer } from "./world.ts";
import { ethers, networkHelpers } from "./world.ts";

/**
 * Turns an address into a smart account of `signer`'s: code that answers `isValidSignature` (ERC-1271) with yes if the
 * signature is exactly `signer`'s address, and with something else otherwise. Written as bytecode, so that no contract
 * of the tests is among those that are shipped.
 */
export async function makeSmartAccount(address: string, signer: Signer): Promise<string> {
  // The signature starts at byte 100 of the call: selector 4, hash 32, offset 32, length 32.
  // PUSH1 100 CALLDATALOAD PUSH1 96 SHR PUSH20 signer EQ PUSH4 0x1626ba7e MUL PUSH1 224 SHL PUSH0 MSTORE
  // PUSH1 32 PUSH0 RETURN
  const owner = signer.address.slice(2).toLowerCase();
  const code = `0x60643560601c73${owner}14631626ba7e0260e01b5f5260205ff3`;
  await networkHelpers.setCode(address, code);
  return ethers.solidityPacked(["address"], [signer.address]);
}
