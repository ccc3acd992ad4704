import type { Abi, Address } from "viem";

/**
 * A contract call as plain data: what a person reviews, a node estimates and simulates, and a
 * wallet sends. It has the shape that viem's contract actions take.
 */
export interface LedgerCall {
  readonly address: Address;
  readonly abi: Abi;
  readonly functionName: string;
  readonly args: readonly unknown[];
}
