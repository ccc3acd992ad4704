import type { Address, Hex } from "viem";
import { hasCode, LeaseholdError } from "../error.ts";
import type { Reading } from "../ledger/kept.ts";
import { kept, readingOf } from "../ledger/kept.ts";
import { lastKnownLedger } from "../ledger/last-known.ts";
import type { Context } from "./context.ts";
import { SharingError } from "./errors.ts";

/** When what is shown was true: by the chain's time, and by this device's clock when it was read. */
export type AsOf = Reading;

/** What was read, and as of when; `asOf` is null where the chain itself has answered. */
export interface Recalled<T> {
  readonly value: T;
  readonly asOf: AsOf | null;
}

/** How the chain fails where nobody can be asked. */
const AWAY = "chain/unreachable";

/** How something fails that this device does not have. */
const NOT_HERE = [AWAY, "storage/unavailable", "storage/not-found", "ledger/key-missing"] as const;

/**
 * A context for reading that asks no node: the ledger as this device last saw it. Time runs on by the
 * device's clock, so that leases which run out meanwhile are over; one that was ended early since is
 * not known to be. Null where this device has seen nothing yet.
 */
export async function lastKnown(
  context: Context,
  { now }: { now?: () => number } = {},
): Promise<{ context: Context; asOf: AsOf } | null> {
  const known = await lastKnownLedger(context.ledger, now && { now });
  if (known === null) return null;
  return { context: { ...context, ledger: known.ledger }, asOf: known.asOf };
}

/**
 * Reads from the chain, and where no node can be reached, from what this device last knew of it.
 * For reading only: what is sent is always made from the newest state.
 *
 * @param read a reading use-case, on the context that it is given
 * @param options.isAway whether to ask no node: one knows already that none answers
 * @throws what `read` throws; SharingError `sharing/not-kept` where no node can be reached, and this
 *   device does not have what it takes
 */
export async function readOrRecall<T>(
  context: Context,
  read: (context: Context) => Promise<T>,
  options: { isAway?: boolean; signal?: AbortSignal | undefined; now?: () => number } = {},
): Promise<Recalled<T>> {
  const { isAway = false, signal } = options;
  let failure: unknown;
  if (!isAway) {
    try {
      return { value: await read(context), asOf: null };
    } catch (error) {
      signal?.throwIfAborted();
      if (!hasCode(error, AWAY)) throw error;
      failure = error;
    }
  }
  const known = await lastKnown(context, options);
  if (known === null) throw failure ?? notKept();
  try {
    return { value: await read(known.context), asOf: known.asOf };
  } catch (error) {
    signal?.throwIfAborted();
    if (!(error instanceof LeaseholdError)) throw error;
    if (NOT_HERE.some((code) => hasCode(error, code))) throw notKept(error);
    throw error;
  }
}

/** When a record's history was last read from a node on this device; null if it never was. */
export function recordAsOf({ ledger }: Context, { record }: { record: Hex }): Promise<AsOf | null> {
  return readingOf(ledger, kept.record(record));
}

/** When what was lent to an account was last read from a node; null if it never was. */
export function accountAsOf(
  { ledger }: Context,
  { account }: { account: Address },
): Promise<AsOf | null> {
  return readingOf(ledger, kept.lent(account));
}

function notKept(cause?: unknown): SharingError {
  return new SharingError("sharing/not-kept", "This device does not have that.", { cause });
}
