import {
  BaseError,
  ChainDisconnectedError,
  ChainMismatchError,
  ContractFunctionExecutionError,
  ContractFunctionRevertedError,
  ContractFunctionZeroDataError,
  HttpRequestError,
  InsufficientFundsError,
  InternalRpcError,
  LimitExceededRpcError,
  ProviderDisconnectedError,
  RpcError,
  RpcRequestError,
  SocketClosedError,
  SwitchChainError,
  TimeoutError,
  UnauthorizedProviderError,
  UserRejectedRequestError,
  WaitForTransactionReceiptTimeoutError,
  WebSocketRequestError,
} from "viem";
import { contractError } from "./contract-errors.ts";
import { LedgerError } from "./errors.ts";

type ErrorClass = abstract new (...args: never[]) => Error;

interface Cause {
  readonly code: string;
  readonly message: string;
  readonly classes: readonly ErrorClass[];
}

/** In order: what a person decided comes before what the connection did. */
const CAUSES: readonly Cause[] = [
  {
    code: "wallet/rejected",
    message: "The request was turned down in the wallet.",
    classes: [UserRejectedRequestError],
  },
  {
    code: "wallet/insufficient-funds",
    message: "The account cannot pay for this transaction.",
    classes: [InsufficientFundsError],
  },
  {
    code: "wallet/wrong-chain",
    message: "The wallet is on another chain.",
    classes: [ChainMismatchError, SwitchChainError],
  },
  {
    code: "wallet/locked",
    message: "The wallet is locked, or not connected to this account.",
    classes: [UnauthorizedProviderError],
  },
  {
    code: "wallet/disconnected",
    message: "The wallet has lost its connection to the chain.",
    classes: [ProviderDisconnectedError, ChainDisconnectedError],
  },
  {
    code: "chain/timeout",
    message: "The transaction was sent, but no block has taken it yet.",
    classes: [WaitForTransactionReceiptTimeoutError],
  },
  {
    code: "ledger/not-deployed",
    message: "There is no such contract on this chain.",
    classes: [ContractFunctionZeroDataError],
  },
];

/** What the way to a node, or the node itself, can do wrong. */
const UNREACHABLE: readonly ErrorClass[] = [
  HttpRequestError,
  WebSocketRequestError,
  SocketClosedError,
  TimeoutError,
  LimitExceededRpcError,
  InternalRpcError,
];

export interface Circumstances {
  /**
   * The code for refusals of no known class: `chain/unreachable` (the default) where a node was
   * asked, `wallet/failed` where a wallet was.
   */
  readonly refusal?: "chain/unreachable" | "wallet/failed";
  /** For the error's `details`. */
  readonly details?: Readonly<Record<string, unknown>>;
}

/**
 * Turns what viem throws into a {@link LedgerError}, by the classes in its chain of causes. What
 * is no failure of a chain or a wallet comes back as it is: a LeaseholdError, the reason of an
 * abort, a mistake in the program.
 */
export function toLedgerError(
  error: unknown,
  { refusal = "chain/unreachable", details = {} }: Circumstances = {},
): unknown {
  const as = (code: string, message: string) =>
    new LedgerError(code, message, { cause: error, details });

  const cause = CAUSES.find(({ classes }) => causeOf(error, classes) !== null);
  if (cause !== undefined) return as(cause.code, cause.message);

  const reverted = causeOf(error, [ContractFunctionRevertedError]);
  // viem reports a node's internal errors as reverts too; those carry no revert data.
  if (reverted instanceof ContractFunctionRevertedError) {
    const internal = causeOf(error, [InternalRpcError]) !== null;
    if (reverted.raw !== undefined || !internal) return contractError(reverted);
  }
  const unreachable = causeOf(error, UNREACHABLE) !== null;
  const refused = causeOf(error, [RpcError, RpcRequestError]) !== null;
  if (unreachable || (refused && refusal === "chain/unreachable")) {
    return as("chain/unreachable", "The chain's node does not answer as it should.");
  }
  if (refused) return as(refusal, "The wallet could not do this.");
  if (causeOf(error, [ContractFunctionExecutionError]) !== null) {
    return as("ledger/foreign-word", "The node's answer is not one that the ledger gives.");
  }
  return error;
}

function causeOf(error: unknown, classes: readonly ErrorClass[]): Error | null {
  if (!(error instanceof BaseError)) return null;
  return error.walk((cause) => classes.some((errorClass) => cause instanceof errorClass));
}
