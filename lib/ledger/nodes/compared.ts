import type { Hash } from "viem";
import { stringify } from "viem";
import { getBlock, getBlockNumber } from "viem/actions";
import { hasCode } from "../../error.ts";
import { toLedgerError } from "../chain-errors.ts";
import type { Consistency, Ledger } from "../ledger.ts";
import type { Reading } from "./agreement.ts";
import { readAgreed } from "./agreement.ts";

/** A single word is there sooner than a history: so long is a second node waited for. */
export const WITNESS_MS = 750;

type ReadClient = Ledger["client"];

/** Which state is read. */
export type StateAt = { readonly blockTag: Consistency } | { readonly blockNumber: bigint };

export interface ComparedOptions {
  readonly at?: Consistency | undefined;
  /** Milliseconds before a disagreement is looked at again. Default 500. */
  readonly retryDelay?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Reads something of the chain's state: from two nodes at once where the ledger has several, each
 * with the number of the block that it is of, in one batch. What both say counts; where they differ
 * and one is ahead, both are asked about the block that both have, and if they agree there, what the
 * one ahead says counts. Everything else is a contradiction ({@link readAgreed}).
 *
 * @throws LedgerError `chain/nodes-disagree`, `chain/unreachable`; what `read` throws; the signal's
 *   reason
 */
export async function readCompared<T>(
  ledger: Ledger,
  read: (client: ReadClient, state: StateAt) => Promise<T>,
  { at = "latest", retryDelay, signal }: ComparedOptions = {},
): Promise<T> {
  const asked = async (client: ReadClient, state: StateAt): Promise<T> => {
    try {
      return await read(client, state);
    } catch (error) {
      signal?.throwIfAborted();
      throw toLedgerError(error);
    }
  };
  const { nodes } = ledger;
  if (nodes === undefined || nodes.ranked().length < 2) {
    return asked(ledger.client, { blockTag: at });
  }
  type Word = { value: T; block: bigint };
  const agree = async (a: Reading<Word>, b: Reading<Word>): Promise<boolean> => {
    if (isSame(a.value.value, b.value.value)) return true;
    // Of the same block there is one truth. (A block may have come between word and number: the next
    // look shows.)
    if (a.value.block === b.value.block) return false;
    const blockNumber = a.value.block < b.value.block ? a.value.block : b.value.block;
    try {
      const [one, other] = await Promise.all([
        asked(a.node.client, { blockNumber }),
        asked(b.node.client, { blockNumber }),
      ]);
      return isSame(one, other);
    } catch (error) {
      // One that does not answer now is done without.
      if (hasCode(error, "chain/unreachable")) return true;
      throw error;
    }
  };
  const { value } = await readAgreed<Word>(nodes, {
    read: async ({ client }) => {
      const [word, block] = await Promise.all([
        asked(client, { blockTag: at }),
        numberAt(client, at),
      ]);
      return { value: word, block };
    },
    agree,
    blockOf: ({ block }) => block,
    witnessTime: WITNESS_MS,
    retryDelay,
    signal,
  });
  return value;
}

/** A block as two nodes tell of it. */
export interface ComparedBlock {
  readonly number: bigint;
  readonly hash: Hash;
}

/** Whether two blocks can be of one chain: the one that is ahead must have the other one, too. */
export async function areOfOneChain<B extends ComparedBlock>(
  a: Reading<B>,
  b: Reading<B>,
  hashAt: (client: ReadClient, blockNumber: bigint) => Promise<Hash | null>,
): Promise<boolean> {
  if (a.value.number === b.value.number) return a.value.hash === b.value.hash;
  const [behind, ahead] = a.value.number < b.value.number ? [a, b] : [b, a];
  try {
    return (await hashAt(ahead.node.client, behind.value.number)) === behind.value.hash;
  } catch (error) {
    if (hasCode(error, "chain/unreachable")) return true;
    throw error;
  }
}

async function numberAt(client: ReadClient, at: Consistency): Promise<bigint> {
  try {
    if (at === "latest") return await getBlockNumber(client, { cacheTime: 0 });
    return (await getBlock(client, { blockTag: at })).number;
  } catch (error) {
    throw toLedgerError(error);
  }
}

function isSame(a: unknown, b: unknown): boolean {
  return stringify(a) === stringify(b);
}
