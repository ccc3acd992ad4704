import type { Address, Hex } from "viem";
import { getAbiItem, keccak256, pad, toEventSelector } from "viem";
import { readContract } from "viem/actions";
import { fromHex, toHex } from "../bytes.ts";
import { keyDirectoryAbi } from "./abi/key-directory.ts";
import type { LedgerCall } from "./call.ts";
import { LedgerError } from "./errors.ts";
import type { KeptKey } from "./kept.ts";
import { keep, kept, keptKey } from "./kept.ts";
import type { Ledger } from "./ledger.ts";
import type { Log } from "./log.ts";
import { decodeArguments, readLogs } from "./log.ts";
import type { StateAt } from "./nodes/compared.ts";
import { readCompared } from "./nodes/compared.ts";
import type { ReadOptions } from "./read.ts";
import { onceMore } from "./retry.ts";

/** An account's key as the directory has it. Whoever seals to it checks the signature first. */
export interface DirectoryKey {
  /** X-Wing, 1216 bytes. */
  readonly publicKey: Uint8Array;
  /** The account's EIP-712 signature of the key (protocol §2), as it was published: unchecked. */
  readonly signature: Hex;
  /** The account's factor block as it was published, unchecked; empty if there is none. */
  readonly factors: Uint8Array;
}

const KEY_PUBLISHED = getAbiItem({ abi: keyDirectoryAbi, name: "KeyPublished" });

/** A pointer's lowest bits are the block, the others the highest of the key's Keccak-256. */
const BLOCK_BITS = 32n;

/**
 * Reads the key that an account published: from the block that the directory's storage names, and
 * checked against the digest there. Null if it has not published any.
 *
 * @throws LedgerError `ledger/key-missing` if the node does not show the key that storage names;
 * `ledger/foreign-event`, `ledger/not-deployed`, `chain/unreachable`; the signal's reason
 */
export function readKey(
  ledger: Ledger,
  account: Address,
  options: ReadOptions = {},
): Promise<DirectoryKey | null> {
  return onceMore(() => readKeyOnce(ledger, account, options), {
    codes: ["ledger/key-missing"],
    delay: options.retryDelay,
    signal: options.signal,
  });
}

/**
 * All keys that an account ever published, newest first, each found by the pointer that the next
 * one's event carries. Empty if there is none. Publishing a key again (with other factors) makes
 * another item.
 *
 * @throws LedgerError as {@link readKey} does
 */
export function readKeys(
  ledger: Ledger,
  account: Address,
  options: ReadOptions = {},
): Promise<DirectoryKey[]> {
  const read = async () => {
    const keys: DirectoryKey[] = [];
    const logs: Log[] = [];
    const newest = await readPointer(ledger, account, options);
    let pointer = newest;
    let within: PublishedLog | undefined;
    while (pointer !== 0n) {
      within = await readPublished(ledger, { account, pointer, before: within }, options);
      keys.push(within.key);
      logs.push(within.log);
      pointer = within.previous;
    }
    if (newest !== 0n) {
      await keepLogs(ledger, account, { pointer: newest, logs });
    }
    return keys;
  };
  return onceMore(read, {
    codes: ["ledger/key-missing"],
    delay: options.retryDelay,
    signal: options.signal,
  });
}

async function readKeyOnce(
  ledger: Ledger,
  account: Address,
  options: ReadOptions,
): Promise<DirectoryKey | null> {
  const pointer = await readPointer(ledger, account, options);
  if (pointer === 0n) return null;
  const published = await readPublished(ledger, { account, pointer }, options);
  await keepLogs(ledger, account, { pointer, logs: [published.log] });
  return published.key;
}

/** Keeps what was read, with what earlier keys' logs are kept already. */
async function keepLogs(ledger: Ledger, account: Address, read: KeptKey): Promise<void> {
  const before = await keptKey(ledger, account);
  if (before?.pointer === read.pointer && before.logs.length >= read.logs.length) return;
  const isNew = ({ transactionHash, logIndex }: Log) =>
    !read.logs.some((it) => it.transactionHash === transactionHash && it.logIndex === logIndex);
  const logs = [...read.logs, ...(before?.logs.filter(isNew) ?? [])];
  keep(ledger, kept.key(account), { pointer: read.pointer, logs } satisfies KeptKey);
}

/** A key's event, and where the one before is. */
interface PublishedLog {
  readonly key: DirectoryKey;
  readonly log: Log;
  readonly previous: bigint;
  readonly blockNumber: bigint;
  readonly logIndex: number;
}

/** The last event of the block a pointer names that has its key, and comes before another event. */
async function readPublished(
  ledger: Ledger,
  {
    account,
    pointer,
    before,
  }: { account: Address; pointer: bigint; before?: PublishedLog | undefined },
  { signal }: ReadOptions,
): Promise<PublishedLog> {
  const blockNumber = pointer & ((1n << BLOCK_BITS) - 1n);
  if (before && blockNumber > before.blockNumber) {
    throw new LedgerError("ledger/foreign-event", "A key cannot come before an earlier one.");
  }
  const logs = await readLogs(
    ledger,
    {
      address: ledger.keyDirectory,
      topics: [toEventSelector(KEY_PUBLISHED), pad(account)],
      fromBlock: blockNumber,
      toBlock: blockNumber,
    },
    { signal },
  );
  // An account may publish twice in a block: the digest tells which key is meant.
  const end = before?.blockNumber === blockNumber ? before.logIndex : Number.POSITIVE_INFINITY;
  for (const log of logs.toReversed()) {
    if (log.logIndex >= end) continue;
    const { publicKey, signature, factors, previous } = decodeArguments(KEY_PUBLISHED, log) as {
      publicKey: Hex;
      signature: Hex;
      factors: Hex;
      previous: bigint;
    };
    if (BigInt(keccak256(publicKey)) >> BLOCK_BITS === pointer >> BLOCK_BITS) {
      const key = { publicKey: fromHex(publicKey), signature, factors: fromHex(factors) };
      return { key, log, previous, blockNumber, logIndex: log.logIndex };
    }
  }
  throw new LedgerError("ledger/key-missing", "The node does not show this account's key.");
}

/** Whether an account has published a key: one read, no log. Throws as {@link readKey} does. */
export async function hasKey(
  ledger: Ledger,
  account: Address,
  options: ReadOptions = {},
): Promise<boolean> {
  return (await readPointer(ledger, account, options)) !== 0n;
}

/** A key to publish; `factors` has at most 1024 bytes, none by default. */
export type KeyToPublish = Omit<DirectoryKey, "factors"> & Partial<Pick<DirectoryKey, "factors">>;

/** The call that publishes the sender's key, in place of an earlier one. */
export function publishKey(
  { keyDirectory }: Pick<Ledger, "keyDirectory">,
  { publicKey, signature, factors = new Uint8Array() }: KeyToPublish,
): LedgerCall {
  return {
    address: keyDirectory,
    abi: keyDirectoryAbi,
    functionName: "publishKey",
    args: [toHex(publicKey), signature, toHex(factors)],
  };
}

async function readPointer(
  ledger: Ledger,
  account: Address,
  options: ReadOptions,
): Promise<bigint> {
  const { signal } = options;
  const read = (client: Ledger["client"], state: StateAt) =>
    readContract(client, {
      address: ledger.keyDirectory,
      abi: keyDirectoryAbi,
      functionName: "keyOf",
      args: [account],
      ...state,
      ...(signal && { requestOptions: { signal } }),
    });
  return readCompared(ledger, read, options);
}
