import type {
  Account,
  Address,
  Chain,
  Client,
  EIP1193RequestFn,
  Hash,
  Hex,
  TransactionReceipt,
  Transport,
  WalletClient,
} from "viem";
import { createClient, custom, keccak256, TransactionReceiptNotFoundError } from "viem";
import {
  estimateContractGas,
  getBalance,
  getChainId,
  getCode,
  getGasPrice,
  getTransactionReceipt,
  simulateContract,
  waitForTransactionReceipt,
  writeContract,
} from "viem/actions";
import { hasCode } from "../error.ts";
import type { LedgerCall } from "./call.ts";
import { toLedgerError } from "./chain-errors.ts";
import { LedgerError } from "./errors.ts";
import type { Ledger } from "./ledger.ts";
import { findSent, hashIn, isKnown, standingOf } from "./lost-answer.ts";

/** A wallet that signs for one account. */
export type SigningWallet = WalletClient<Transport, Chain | undefined, Account>;

export interface SendOptions {
  readonly wallet: SigningWallet;
  /** Blocks to wait for, the transaction's own included. Default the ledger's, and that by default 1. */
  readonly confirmations?: number | undefined;
  /** Milliseconds to wait for them. Default 180 000. */
  readonly timeout?: number | undefined;
  /** Ends the waiting; a transaction that was sent stays sent. */
  readonly signal?: AbortSignal | undefined;
  /** The wallet has sent the transaction; again with another hash if it was sped up there. */
  readonly onSent?: ((hash: Hash) => void) | undefined;
}

/** What sending led to. */
export interface Sent {
  readonly hash: Hash;
  readonly blockNumber: bigint;
  readonly blockHash: Hash;
  readonly gasUsed: bigint;
}

/**
 * Simulates a call, has the wallet send it, and waits until it is in a block.
 *
 * @throws LedgerError the contracts' codes (`contract-errors.ts`), before anything was sent or,
 * where the state changed in between, after; all `wallet/…` and `chain/…` codes (`errors.ts`); the
 * signal's reason
 */
export async function send(ledger: Ledger, call: LedgerCall, options: SendOptions): Promise<Sent> {
  const { wallet, signal, onSent } = options;
  await simulate(ledger, call, { account: wallet.account, signal });
  const hash = await submit(ledger, call, wallet);
  onSent?.(hash);
  const receipt = await confirm(ledger, hash, options);
  if (receipt.status === "reverted")
    throw await whyReverted(ledger, call, { account: wallet.account, receipt });
  return sentOf(receipt);
}

/**
 * Waits for a transaction that was sent before, as {@link send} does.
 *
 * @throws LedgerError `chain/reverted`, `chain/timeout`, `chain/unreachable`, `wallet/replaced`,
 * `wallet/cancelled`; the signal's reason
 */
export async function followTransaction(
  ledger: Ledger,
  hash: Hash,
  options: Omit<SendOptions, "wallet"> = {},
): Promise<Sent> {
  const receipt = await confirm(ledger, hash, options);
  if (receipt.status === "reverted") throw failed(receipt.transactionHash);
  return sentOf(receipt);
}

/**
 * Runs a call on the newest state without sending it.
 *
 * @throws LedgerError the contracts' codes, `chain/reverted`, `chain/unreachable`,
 * `ledger/not-deployed`; the signal's reason
 */
export async function simulate(
  { client }: Ledger,
  call: LedgerCall,
  options: {
    readonly account: Account | Address;
    readonly blockNumber?: bigint;
    readonly signal?: AbortSignal | undefined;
  },
): Promise<void> {
  const { signal, blockNumber } = options;
  try {
    // A call that returns nothing would succeed where there is no contract.
    const [code] = await Promise.all([
      getCode(client, { address: call.address }),
      simulateContract(client, {
        ...call,
        account: options.account,
        ...(blockNumber !== undefined && { blockNumber }),
        ...(signal && { requestOptions: { signal } }),
      }),
    ]);
    signal?.throwIfAborted();
    if (code === undefined) {
      throw new LedgerError("ledger/not-deployed", "There is no such contract on this chain.");
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw toLedgerError(error);
  }
}

/**
 * Estimates what a call costs `account`: gas, and wei at the node's present price.
 *
 * @throws LedgerError as {@link simulate} does
 */
export async function estimateCost(
  { client }: Ledger,
  call: LedgerCall,
  { account }: { readonly account: Account | Address },
): Promise<{ gas: bigint; wei: bigint }> {
  try {
    const [gas, price] = await Promise.all([
      estimateContractGas(client, { ...call, account }),
      getGasPrice(client),
    ]);
    return { gas, wei: gas * price };
  } catch (error) {
    throw toLedgerError(error);
  }
}

/** Failures after which a wallet may have sent a transaction all the same. */
const UNEXPLAINED = ["wallet/failed", "wallet/disconnected", "chain/unreachable"] as const;

async function submit(ledger: Ledger, call: LedgerCall, wallet: SigningWallet): Promise<Hash> {
  let signed: Hash | null = null;
  const { account } = wallet;
  // What is signed here has a hash that can be asked for.
  const before = account.type === "local" ? null : standingOf(ledger, account.address);
  try {
    const actual = await getChainId(wallet);
    if (actual !== ledger.chainId) {
      throw new LedgerError("wallet/wrong-chain", "The wallet is on another chain.", {
        details: { expected: ledger.chainId, actual },
      });
    }
    const from = watched(wallet, (hash) => {
      signed = hash;
    });
    return await writeContract(from, { ...call, account: wallet.account, chain: null });
  } catch (error) {
    const hash = signed ?? hashIn(error);
    // A node may have taken the transaction although its answer was lost.
    const isThere = hash === null ? false : await isKnown(ledger, hash);
    if (hash !== null && isThere === true) return hash;
    if (isThere === null) {
      throw new LedgerError("chain/unreachable", "The node went away while it was sent.", {
        cause: error,
        details: { hash },
      });
    }
    const failure = toLedgerError(error, { refusal: "wallet/failed" });
    const unexplained = UNEXPLAINED.some((code) => hasCode(failure, code));
    if (unexplained && (await cannotPay(ledger, call, wallet))) {
      throw new LedgerError(
        "wallet/insufficient-funds",
        "The account cannot pay for this transaction.",
        { cause: error },
      );
    }
    if (!unexplained || hash !== null || before === null) throw failure;
    const of = { account: account.address, before: await before };
    const found = await findSent(ledger, call, of);
    if (typeof found === "object") return found.hash;
    if (found === "unknown") {
      throw new LedgerError("wallet/maybe-sent", "The wallet failed, and may have sent it.", {
        cause: error,
      });
    }
    if (hasCode(failure, "wallet/disconnected")) throw failure;
    throw new LedgerError("wallet/not-sent", "The wallet failed, and has sent nothing.", {
      cause: error,
    });
  }
}

/**
 * The wallet where it signs here, so that the transaction's hash is known before any node answers; any
 * other as it is.
 */
function watched(
  wallet: SigningWallet,
  onSigned: (hash: Hash) => void,
): Pick<SigningWallet, "account"> & Client<Transport, Chain | undefined, Account> {
  const { account, chain, request } = wallet;
  if (account.type !== "local") return wallet;
  const watching: EIP1193RequestFn = async (args: { method: string; params?: unknown }) => {
    if (args.method === "eth_sendRawTransaction") onSigned(keccak256((args.params as [Hex])[0]));
    return request(args as never) as never;
  };
  const transport = custom({ request: watching }, { retryCount: 0 });
  return createClient({ account, chain, transport });
}

/** Nodes word this differently, and some wallets hide it: so ask for the figures. */
async function cannotPay(
  ledger: Ledger,
  call: LedgerCall,
  { account }: SigningWallet,
): Promise<boolean> {
  try {
    const [balance, { wei }] = await Promise.all([
      getBalance(ledger.client, account),
      estimateCost(ledger, call, { account }),
    ]);
    return balance < wei;
  } catch {
    return false;
  }
}

async function confirm(
  { client, confirmations: usual = 1 }: Ledger,
  sent: Hash,
  { confirmations = usual, timeout, signal, onSent }: Omit<SendOptions, "wallet">,
): Promise<TransactionReceipt> {
  let hash = sent;
  let replaced: "cancelled" | "replaced" | null = null;
  try {
    for (;;) {
      const waiting = waitForTransactionReceipt(client, {
        hash,
        confirmations,
        ...(timeout !== undefined && { timeout }),
        onReplaced({ reason, transaction }) {
          hash = transaction.hash;
          if (reason === "repriced") onSent?.(hash);
          else replaced = reason;
        },
      });
      const receipt = await untilAborted(waiting, signal);
      if (replaced !== null) throw takenOver(replaced, hash);
      // The block that was counted from may have been reorganised away meanwhile.
      if (confirmations <= 1 || (await stands(client, receipt))) return receipt;
    }
  } catch (error) {
    signal?.throwIfAborted();
    throw toLedgerError(error, { details: { hash } });
  }
}

async function stands(client: Ledger["client"], receipt: TransactionReceipt): Promise<boolean> {
  try {
    const now = await getTransactionReceipt(client, { hash: receipt.transactionHash });
    return now.blockHash === receipt.blockHash;
  } catch (error) {
    if (error instanceof TransactionReceiptNotFoundError) return false;
    throw error;
  }
}

/** A transaction that passed its simulation met another state: its block's tells the reason. */
async function whyReverted(
  ledger: Ledger,
  call: LedgerCall,
  { account, receipt }: { readonly account: Account; readonly receipt: TransactionReceipt },
): Promise<unknown> {
  const { transactionHash: hash, blockNumber } = receipt;
  try {
    await simulate(ledger, call, { account, blockNumber });
  } catch (error) {
    if (error instanceof LedgerError && !hasCode(error, "chain/unreachable")) return error;
  }
  return failed(hash);
}

function failed(hash: Hash): LedgerError {
  return new LedgerError("chain/reverted", "The transaction failed.", { details: { hash } });
}

function sentOf(receipt: TransactionReceipt): Sent {
  return {
    hash: receipt.transactionHash,
    blockNumber: receipt.blockNumber,
    blockHash: receipt.blockHash,
    gasUsed: receipt.gasUsed,
  };
}

/** Waits, but no longer than until the signal aborts. */
function untilAborted<T>(waiting: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return waiting;
  return new Promise((resolve, reject) => {
    const abort = () => reject(signal.reason);
    if (signal.aborted) abort();
    signal.addEventListener("abort", abort, { once: true });
    waiting.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
  });
}

function takenOver(reason: "cancelled" | "replaced", hash: Hash): LedgerError {
  return reason === "cancelled"
    ? new LedgerError("wallet/cancelled", "The transaction was cancelled in the wallet.", {
        details: { hash },
      })
    : new LedgerError("wallet/replaced", "Another transaction took this one's place.", {
        details: { hash },
      });
}
