import { LeaseholdError } from "../error.ts";

/**
 * A failure of the ledger, of the chain that carries it, or of the wallet that signs for it.
 *
 * Codes of what a node answers:
 * - `ledger/history-gap`: events are missing from a history (`details.missing`: their numbers)
 * - `ledger/history-inconsistent`: events contradict each other or the journal word in storage
 *   (`details.number`), as after a reorganisation in the middle of a walk, or from a lying node
 * - `ledger/foreign-event`: a log is not an event of this ledger
 * - `ledger/foreign-word`: a word of storage is not what this ledger can have written
 * - `ledger/key-missing`: the node does not show the key that the directory names
 * - `ledger/not-deployed`: there is no such contract on this chain
 * - `chain/nodes-disagree`: the nodes contradict each other, and there is no majority (`details.nodes`)
 * - `chain/wrong-network`: a node answers for another chain (`details.expected`, `.actual`)
 * - `chain/unreachable`: no answer from the node, or one that refuses (`details.hash` where a
 *   transaction was on its way: it may have come through)
 * - `chain/timeout`: the transaction was sent, but not mined in time (`details.hash`)
 * - `chain/reverted`: the transaction failed for a reason that is not one of the ledger's
 *
 * Codes of the wallet: `wallet/rejected`, `wallet/insufficient-funds`, `wallet/wrong-chain`
 * (`details.expected`, `details.actual`), `wallet/locked`, `wallet/disconnected`,
 * `wallet/replaced` and `wallet/cancelled` (another transaction took the nonce; `details.hash`),
 * `wallet/not-sent` (it failed to send, and the chain shows nothing of it), `wallet/maybe-sent` (it
 * failed, and nobody can tell whether it sent), `wallet/failed` for anything else.
 *
 * Codes of the contracts: see `contract-errors.ts`; the Solidity error's arguments are in `details`.
 */
export class LedgerError extends LeaseholdError {
  override readonly name = "LedgerError";
  readonly details: Readonly<Record<string, unknown>>;

  constructor(
    code: string,
    message: string,
    options: ErrorOptions & { details?: Readonly<Record<string, unknown>> } = {},
  ) {
    super(code, message, options);
    this.details = options.details ?? {};
  }
}
