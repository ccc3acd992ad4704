import type { ContractFunctionArgs, ContractFunctionName, ContractFunctionReturnType } from "viem";
import { readContract } from "viem/actions";
import { ledgerAbi } from "./abi/ledger.ts";
import type { Consistency, Ledger } from "./ledger.ts";
import type { StateAt } from "./nodes/compared.ts";
import { readCompared } from "./nodes/compared.ts";

export interface ReadOptions {
  /** Default `latest`. */
  readonly at?: Consistency | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Milliseconds before what was left out, or contradicts another node, is asked for once more. Default 500. */
  readonly retryDelay?: number | undefined;
}

type ViewName = ContractFunctionName<typeof ledgerAbi, "view" | "pure">;
type ViewArgs<name extends ViewName> = ContractFunctionArgs<
  typeof ledgerAbi,
  "view" | "pure",
  name
>;

/**
 * Calls a view of the ledger. Where the ledger has several nodes, two are asked and compared.
 *
 * @throws LedgerError `chain/unreachable`, `chain/nodes-disagree`, `ledger/not-deployed`; the
 *   signal's reason
 */
export async function readLedger<name extends ViewName, args extends ViewArgs<name>>(
  ledger: Ledger,
  view: { readonly functionName: name; readonly args: args },
  options: ReadOptions = {},
): Promise<ContractFunctionReturnType<typeof ledgerAbi, "view" | "pure", name, args>> {
  const { signal } = options;
  const read = (client: Ledger["client"], state: StateAt) =>
    readContract(client, {
      address: ledger.ledger,
      abi: ledgerAbi,
      functionName: view.functionName,
      args: view.args as never,
      ...state,
      ...(signal && { requestOptions: { signal } }),
    });
  return (await readCompared(ledger, read, options)) as ContractFunctionReturnType<
    typeof ledgerAbi,
    "view" | "pure",
    name,
    args
  >;
}
