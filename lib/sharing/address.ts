import type { Address } from "viem";

/** Whether two addresses are the same, whatever their letter case (EIP-55). */
export function sameAddress(a: Address, b: Address): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
