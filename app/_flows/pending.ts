import type { Hex } from "viem";
import { LeaseholdError } from "../../lib/error.ts";

/** The failures after which a transaction that was on its way may still come through. */
const OPEN: readonly string[] = ["chain/timeout", "chain/unreachable"];

/** Whether something of a failed flow may be on its way to a block. */
export function mayBeSent(error: unknown): boolean {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (!(e instanceof LeaseholdError) || !OPEN.includes(e.code)) continue;
    if ("hash" in ((e as { details?: object }).details ?? {})) return true;
  }
  return false;
}

/**
 * The transaction that a failed flow has sent, or may have, and of which it is not known whether a
 * block has taken it: from the error or one of its causes. Null if the failure was another.
 */
export function pendingTransaction(error: unknown): Hex | null {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (!(e instanceof LeaseholdError) || !OPEN.includes(e.code)) continue;
    const { hash } = (e as { details?: { hash?: unknown } }).details ?? {};
    if (typeof hash === "string" && hash.startsWith("0x")) return hash as Hex;
  }
  return null;
}
