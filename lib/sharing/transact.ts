import type { Hex } from "viem";
import { hasCode } from "../error.ts";
import type { LedgerCall } from "../ledger/call.ts";
import { estimateCost, followTransaction, send } from "../ledger/send.ts";
import type { Account } from "./account.ts";
import type { Context } from "./context.ts";
import type { Cost, SendWatch, Watch } from "./progress.ts";

/** How often a call is made anew because the record moved on meanwhile. */
const ATTEMPTS = 5;

/** Somebody else's transaction landed first, or the minute passed: make the call from the new state. */
const MOVED_ON = [
  "ledger/head-moved",
  "ledger/epoch-moved",
  "ledger/generation-moved",
  "ledger/slice-too-old",
  "ledger/slice-in-future",
] as const;

/**
 * Makes a call from the record's present state, has it reviewed, has the wallet send it, and waits
 * until it is in the chain; if the record moved on meanwhile, makes it anew.
 *
 * @param prepare reads the state and makes the call, null where there is nothing left to do; what it
 *   returns besides is the result
 * @throws whatever `prepare` throws, or `review` rejects with; LedgerError; the signal's reason
 *   until the transaction is sent
 */
export async function transact<T extends { call: LedgerCall | null }>(
  context: Context,
  account: Pick<Account, "wallet">,
  { prepare, ...watch }: { prepare: () => Promise<T> } & SendWatch,
): Promise<T> {
  const review = watch.review && onceAgreed(watch.review);
  for (let attempt = 1; ; attempt++) {
    watch.onProgress?.({ step: "prepare" });
    const prepared = await prepare();
    watch.signal?.throwIfAborted();
    const { call } = prepared;
    if (call === null) return prepared;
    try {
      await sendReviewed(context, account, { call, ...watch, review });
      return prepared;
    } catch (error) {
      const movedOn = MOVED_ON.some((code) => hasCode(error, code));
      if (attempt === ATTEMPTS || !movedOn) throw error;
    }
  }
}

/**
 * Waits for a transaction that was sent before: after `chain/timeout` (its hash is in the error's
 * details), or another visit.
 *
 * @throws LedgerError `chain/timeout`, `chain/reverted`, `wallet/replaced`, `wallet/cancelled`; the
 *   signal's reason
 */
export async function awaitTransaction(
  { ledger }: Context,
  { transaction, onProgress, signal }: { transaction: Hex } & Watch,
): Promise<void> {
  onProgress?.({ step: "confirm", transaction });
  await followTransaction(ledger, transaction, {
    signal,
    onSent(faster) {
      if (signal?.aborted) return;
      onProgress?.({ step: "confirm", transaction: faster, isFaster: true });
    },
  });
}

/**
 * Has a call reviewed and sent, and waits until it is in the chain.
 *
 * @throws LedgerError; what `review` rejects with; the signal's reason until the transaction is sent
 */
export async function sendReviewed(
  { ledger }: Context,
  { wallet }: Pick<Account, "wallet">,
  { call, onProgress, signal, review }: { call: LedgerCall } & SendWatch,
): Promise<void> {
  if (review !== undefined) {
    await review(await estimateCost(ledger, call, { account: wallet.account }));
    signal?.throwIfAborted();
  }
  onProgress?.({ step: "sign" });
  let isSent = false;
  await send(ledger, call, {
    wallet,
    signal,
    onSent(transaction) {
      // Whoever has stopped waiting is not told of what comes later.
      if (signal?.aborted) return;
      onProgress?.({ step: "confirm", transaction, ...(isSent && { isFaster: true }) });
      isSent = true;
    },
  });
}

/** A review that asks again only where it has become a quarter dearer than was agreed to. */
function onceAgreed(review: (cost: Cost) => Promise<void>): (cost: Cost) => Promise<void> {
  let agreed: Cost | null = null;
  return async (cost) => {
    if (agreed !== null && cost.wei * 4n <= agreed.wei * 5n) return;
    await review(cost);
    agreed = cost;
  };
}
