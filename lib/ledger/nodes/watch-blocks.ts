import { watchBlockNumber } from "viem/actions";
import { toLedgerError } from "../chain-errors.ts";
import type { Ledger } from "../ledger.ts";

/** Between questions for the newest block. */
const POLL_MS = 4_000;

/** The same while a subscription tells of new blocks, in case that it has fallen silent. */
const SUBSCRIBED_POLL_MS = 30_000;

/** Before a subscription that broke is tried again. */
const SUBSCRIBE_AGAIN_MS = 30_000;

export interface WatchBlocksOptions {
  onBlock(block: bigint): void;
  /** A node could not be asked, or a subscription broke: the watch goes on. */
  readonly onError?: ((error: unknown) => void) | undefined;
  /** Milliseconds; see the constants in this file. */
  readonly pollTime?: number;
  readonly subscribedPollTime?: number;
  readonly subscribeAgainTime?: number;
}

/**
 * Tells of each new block: by a subscription where a node has an address of WebSockets, else, and
 * while the subscription is broken, by asking again and again. A number may come that is not above
 * the last one: after a reorganisation. Returns what ends it.
 */
export function watchBlocks(ledger: Ledger, options: WatchBlocksOptions): () => void {
  const {
    onBlock,
    onError,
    pollTime = POLL_MS,
    subscribedPollTime = SUBSCRIBED_POLL_MS,
    subscribeAgainTime = SUBSCRIBE_AGAIN_MS,
  } = options;
  const open = ledger.nodes?.ranked().find(({ subscribe }) => subscribe !== undefined)?.subscribe;
  let newest: bigint | null = null;
  let endPoll = poll(pollTime);
  let endSubscription = () => {};
  let again: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  function tell(block: bigint): void {
    if (ended || block === newest) return;
    newest = block;
    onBlock(block);
  }

  function fail(error: unknown): void {
    if (!ended) onError?.(toLedgerError(error));
  }

  function poll(pollingInterval: number): () => void {
    return watchBlockNumber(ledger.client, {
      poll: true,
      pollingInterval,
      emitOnBegin: true,
      emitMissed: false,
      onBlockNumber: tell,
      onError: fail,
    });
  }

  function pollEvery(pollingInterval: number): void {
    endPoll();
    if (!ended) endPoll = poll(pollingInterval);
  }

  async function subscribe(): Promise<void> {
    try {
      endSubscription = (await open?.({ onBlock: tell, onError: broken })) ?? (() => {});
      if (ended) endSubscription();
      else pollEvery(subscribedPollTime);
    } catch (error) {
      broken(error);
    }
  }

  function broken(error: unknown): void {
    endSubscription = () => {};
    fail(error);
    pollEvery(pollTime);
    clearTimeout(again);
    if (!ended) again = setTimeout(() => void subscribe(), subscribeAgainTime);
  }

  if (open) void subscribe();
  return () => {
    ended = true;
    clearTimeout(again);
    endPoll();
    endSubscription();
  };
}
