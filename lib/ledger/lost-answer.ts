import type { Address, Hash, Hex } from "viem";
import { encodeFunctionData, isAddressEqual, isHash, TransactionNotFoundError } from "viem";
import { getBlock, getBlockNumber, getTransaction, getTransactionCount } from "viem/actions";
import type { LedgerCall } from "./call.ts";
import type { Ledger } from "./ledger.ts";
import { pause } from "./retry.ts";

/*
 * What became of a transaction whose wallet, or whose wallet's node, failed before it answered.
 */

/** Milliseconds before each look: a wallet's own node may be ahead of ours by so much. */
const LOOKS = [0, 600, 1400];

/** So many blocks are looked through at most. */
const MAX_BLOCKS = 30n;

/** Where an account stands before a wallet is asked. */
export interface Standing {
  /** Of its next transaction, those that wait included. */
  readonly nonce: number;
  readonly block: bigint;
}

/** Where an account stands; null where no node says so. */
export async function standingOf(
  { client }: Pick<Ledger, "client">,
  account: Address,
): Promise<Standing | null> {
  try {
    const [nonce, block] = await Promise.all([
      getTransactionCount(client, { address: account, blockTag: "pending" }),
      getBlockNumber(client, { cacheTime: 0 }),
    ]);
    return { nonce, block };
  } catch {
    return null;
  }
}

/** `none`: the account has sent nothing since; `unknown`: that cannot be told. */
export type Found = { readonly hash: Hash } | "none" | "unknown";

/**
 * Looks for a call that a wallet may have sent although it failed: among the account's transactions
 * since then, by their nonces. Where there are none, the wallet has sent nothing, or keeps it to itself.
 */
export async function findSent(
  { client }: Pick<Ledger, "client">,
  call: LedgerCall,
  { account, before }: { account: Address; before: Standing | null },
): Promise<Found> {
  if (before === null) return "unknown";
  const data = encodeFunctionData(call);
  const isIt = (transaction: { from: Address; to: Address | null; input: Hex }) =>
    isAddressEqual(transaction.from, account) &&
    transaction.to !== null &&
    isAddressEqual(transaction.to, call.address) &&
    transaction.input === data;
  let found: Found = "unknown";
  for (const delay of LOOKS) {
    await pause(delay, undefined);
    try {
      found = await look();
    } catch {
      found = "unknown";
    }
    if (typeof found === "object") return found;
  }
  return found;

  async function look(): Promise<Found> {
    const of = { address: account } as const;
    const [mined, all, newest] = await Promise.all([
      getTransactionCount(client, of),
      getTransactionCount(client, { ...of, blockTag: "pending" }),
      getBlockNumber(client, { cacheTime: 0 }),
    ]);
    const { nonce, block } = before as Standing;
    if (mined <= nonce && all <= nonce) return "none";
    if (newest - block > MAX_BLOCKS) return "unknown";
    const numbers = Array.from(
      { length: Number(newest - block) },
      (_, i) => block + 1n + BigInt(i),
    );
    const whole = { includeTransactions: true } as const;
    const [taken, waiting] = await Promise.all([
      Promise.all(numbers.map((blockNumber) => getBlock(client, { ...whole, blockNumber }))),
      all > mined ? getBlock(client, { ...whole, blockTag: "pending" }) : null,
    ]);
    const transaction =
      taken.flatMap(({ transactions }) => transactions).find(isIt) ??
      waiting?.transactions.find(isIt);
    if (transaction !== undefined) return { hash: transaction.hash };
    // Another one of the account's, or one that waits where no node shows it.
    return all > mined ? "unknown" : "none";
  }
}

/** Whether the chain's nodes know a transaction; null where none of them answers. */
export async function isKnown(
  { client }: Pick<Ledger, "client">,
  hash: Hash,
): Promise<boolean | null> {
  try {
    await getTransaction(client, { hash });
    return true;
  } catch (error) {
    return error instanceof TransactionNotFoundError ? false : null;
  }
}

/** The hash that a wallet of this page, which signs by itself, tells in its refusal; or null. */
export function hashIn(error: unknown): Hash | null {
  for (let e = error; e instanceof Error; e = e.cause) {
    const { hash } = ((e as { data?: unknown }).data ?? {}) as { hash?: unknown };
    if (isHash(hash as string)) return hash as Hash;
  }
  return null;
}
