import type { Address, Hex, TypedDataDefinition } from "viem";
import { verifyTypedData } from "viem/actions";
import { toLedgerError } from "./chain-errors.ts";
import type { Ledger } from "./ledger.ts";
import { readAgreed } from "./nodes/agreement.ts";

/** Typed data, and a signature of it that only a chain can check. */
export type AccountSignature = TypedDataDefinition & { account: Address; signature: Hex };

/**
 * Whether an account signed typed data, by what its contract says: ERC-1271, and ERC-6492 for
 * contracts that are still to be deployed. Where several nodes are configured, they must agree.
 *
 * @throws LedgerError `chain/unreachable`, `chain/nodes-disagree`; the signal's reason
 */
export async function isSignedByContract(
  { client, nodes }: Pick<Ledger, "client" | "nodes">,
  { account: address, ...signed }: AccountSignature,
  { signal }: { signal?: AbortSignal | undefined } = {},
): Promise<boolean> {
  const read = async (from: Ledger["client"]) => {
    try {
      return await verifyTypedData(from, { address, ...signed } as never);
    } catch (error) {
      signal?.throwIfAborted();
      throw toLedgerError(error);
    }
  };
  if (nodes === undefined) return read(client);
  return readAgreed(nodes, {
    read: (node) => read(node.client),
    agree: (a, b) => a.value === b.value,
    blockOf: () => 0n,
    signal,
  });
}
