import type { Address } from "viem";
import { getAddress } from "viem/utils";
import { SharingError } from "../errors.ts";

/** Accounts in their checksummed form, each once. */
export function distinctAccounts(accounts: readonly Address[]): Address[] {
  return [...new Set(accounts.map((it) => getAddress(it)))];
}

/**
 * Does for batches of accounts, one after the other, what takes a transaction each.
 *
 * @param of.done accounts for which it had been done before
 * @throws SharingError `sharing/partly-done`, with the failure as its cause, if another batch than
 *   the first fails: what is done stays done, and what comes after it is left; otherwise the failure
 */
export async function inBatches(
  batches: readonly (readonly Address[])[],
  of: { done: readonly Address[]; work: (batch: readonly Address[]) => Promise<void> },
): Promise<void> {
  const done = [...of.done];
  for (const [i, batch] of batches.entries()) {
    try {
      await of.work(batch);
    } catch (cause) {
      if (i === 0) throw cause;
      throw new SharingError("sharing/partly-done", "This was done for some accounts only.", {
        cause,
        details: { done, left: batches.slice(i).flat() },
      });
    }
    done.push(...batch);
  }
}
