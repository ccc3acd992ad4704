import { hasCode } from "../error.ts";
import type { LedgerCall } from "../ledger/call.ts";
import { send } from "../ledger/send.ts";
import type { Account } from "./account.ts";
import type { Context } from "./context.ts";
import type { Watch } from "./progress.ts";

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
 * Makes a call from the record's present state, has the wallet send it, and waits until it is in
 * the chain; if the record moved on meanwhile, makes it anew.
 *
 * @param prepare reads the state and makes the call; what it returns besides is the result
 * @throws whatever `prepare` throws; LedgerError; the signal's reason until the transaction is sent
 */
export async function transact<T extends { call: LedgerCall }>(
  context: Context,
  account: Pick<Account, "wallet">,
  { prepare, signal, onProgress }: { prepare: () => Promise<T> } & Watch,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    onProgress?.({ step: "prepare" });
    const prepared = await prepare();
    signal?.throwIfAborted();
    onProgress?.({ step: "sign" });
    try {
      await send(context.ledger, prepared.call, {
        wallet: account.wallet,
        signal,
        onSent: (transaction) => onProgress?.({ step: "confirm", transaction }),
      });
      return prepared;
    } catch (error) {
      const movedOn = MOVED_ON.some((code) => hasCode(error, code));
      if (attempt === ATTEMPTS || !movedOn) throw error;
    }
  }
}
