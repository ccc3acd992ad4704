import type { Hex } from "viem";
import { LeaseholdError } from "../../lib/error.ts";

/**
 * The transaction that a failed flow has sent and that no block has taken yet, from the error or one
 * of its causes; null if the failure was another.
 */
export function pendingTransaction(error: unknown): Hex | null {
  for (let e = error; e instanceof Error; e = e.cause) {
    if (!(e instanceof LeaseholdError) || e.code !== "chain/timeout") continue;
    const { hash } = (e as { details?: { hash?: unknown } }).details ?? {};
    return typeof hash === "string" && hash.startsWith("0x") ? (hash as Hex) : null;
  }
  return null;
}
