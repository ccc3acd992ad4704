import type { Address, Hex } from "viem";
import { encodeAbiParameters, keccak256, numberToHex } from "viem";

const ID_PARAMETERS = [
  { type: "uint256" },
  { type: "address" },
  { type: "address" },
  { type: "bytes32" },
] as const;

/**
 * The id of a record: `keccak256(abi.encode(chainId, ledger, owner, salt))`, known before the
 * record is created (protocol §3).
 */
export function recordId(
  { chainId, ledger }: { readonly chainId: number; readonly ledger: Address },
  { owner, salt }: { readonly owner: Address; readonly salt: number | bigint },
): Hex {
  return keccak256(
    encodeAbiParameters(ID_PARAMETERS, [BigInt(chainId), ledger, owner, saltWord(salt)]),
  );
}

/** A counted salt as the 32 bytes that the ledger takes. */
export function saltWord(salt: number | bigint): Hex {
  return numberToHex(salt, { size: 32 });
}
