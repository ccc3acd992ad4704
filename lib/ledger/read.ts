import type { ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType } from "viem";
import { readContract } from "viem/actions";
import { ledgerAbi } from "./abi/ledger.ts";
import { toLedgerError } from "./chain-errors.ts";
import type { Consistency, Ledger } from "./ledger.ts";

export interface ReadOptions {
  /** Default `latest`. */
  readonly at?: Consistency | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds before logs that were left out are asked for once more. Default 500. */
  readonly retryDelay?: number | undefined;
}

type ViewName = ContractFunctionName<typeof ledgerAbi, "view" | "pure">;
type ViewArgs<name extends ViewName> = ContractFunctionArgs<
  typeof ledgerAbi,
  "view" | "pure",
  name
>;

/**
 * Calls a view of the ledger.
 *
 * @throws LedgerError `chain/unreachable`, `ledger/not-deployed`; the signal's reason
 */
export async function readLedger<name extends ViewName, args extends ViewArgs<name>>(
  ledger: Ledger,
  view: { readonly functionName: name; readonly args: args },
  { at = "latest", signal }: ReadOptions = {},
): Promise<ContractFunctionReturnType<typeof ledgerAbi, "view" | "pure", name, args>> {
  try {
    return (await readContract(ledger.client, {
      address: ledger.ledger,
      abi: ledgerAbi,
      functionName: view.functionName,
      args: view.args as never,
      blockTag: at,
      ...(signal && { requestOptions: { signal } }),
    })) as ContractFunctionReturnType<typeof ledgerAbi, "view" | "pure", name, args>;
  } catch (error) {
    signal?.throwIfAborted();
    throw toLedgerError(error);
  }
}
