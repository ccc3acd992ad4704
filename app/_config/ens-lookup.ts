import type { Address, Transport } from "viem";
import { createClient, http } from "viem";
import { mainnet } from "viem/chains";
import { getEnsAddress, normalize } from "viem/ens";
import { AppError } from "./app-error.ts";

/** A name as ENS compares it (ENSIP-15), and whose it is. */
export interface EnsEntry {
  name: string;
  address: Address;
}

/**
 * Looks a name up on Ethereum. Only the node is asked: names whose records lie elsewhere (CCIP Read,
 * ERC-3668) would have the page ask servers that the person did not choose, and are not found.
 *
 * @throws AppError `ens/not-a-name` when it cannot be normalised, `ens/not-found` when it leads to no
 * account, `ens/unreachable` when the node gives no answer
 */
export async function lookUpEns(
  typed: string,
  { node, transport = http(node) }: { node: string; transport?: Transport },
): Promise<EnsEntry> {
  let name: string;
  try {
    name = normalize(typed.trim());
  } catch (cause) {
    throw new AppError("ens/not-a-name", "This is no name of ENS.", { cause });
  }
  const client = createClient({ chain: mainnet, transport, ccipRead: false });
  let address: Address | null;
  try {
    address = await getEnsAddress(client, { name, gatewayUrls: [] });
  } catch (cause) {
    throw new AppError("ens/unreachable", "The node did not answer.", { cause });
  }
  if (address === null) throw new AppError("ens/not-found", "The name leads to no account.");
  return { name, address };
}
