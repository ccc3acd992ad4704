import type { Address } from "viem";
import { getAddress, isAddress } from "viem/utils";

/**
 * The account that a code names: an address alone, or one of `ethereum:` (ERC-681, ERC-831), with a
 * chain or without. Null for everything else, and for an address with a typing mistake.
 */
export function addressInCode(text: string): Address | null {
  const [, found] = /^(?:ethereum:(?:pay-)?)?(0x[0-9a-f]{40})(?:@\d+)?$/i.exec(text.trim()) ?? [];
  return found !== undefined && isAddress(found) ? getAddress(found) : null;
}
