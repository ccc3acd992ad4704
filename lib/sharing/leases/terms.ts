import type { Address } from "viem";
import type { Terms } from "../../ledger/terms.ts";
import { SECTION_LIMIT } from "../../ledger/terms.ts";
import { SLICE_LIMIT } from "../../slice.ts";
import { sameAddress } from "../address.ts";
import { SharingError } from "../errors.ts";
import { COVER } from "../records/cover.ts";
import type { Snapshot } from "../records/snapshot.ts";
import { continuedLease } from "./continued.ts";

/** What to lend to one account or to several. Slices are minutes since 1970. */
export interface SharedTerms {
  /** Section numbers; the cover (0) belongs to every lease and need not be named. */
  sections: readonly number[];
  write: boolean;
  /** First slice in which the lease is live; the present one or an earlier one means now. */
  notBefore: number;
  /** First slice in which it no longer is. */
  expiresAt: number;
  /** Whether entries from before the lease are included. */
  history: boolean;
}

/** What to lend to whom. */
export interface GrantTerms extends SharedTerms {
  grantee: Address;
  /**
   * For the account's lease of new entries only to go on: the first slice that it opens, from which
   * the new one opens too. Without it, a lease without history opens what comes from its start on.
   */
  since?: number | undefined;
}

/**
 * Terms as the ledger takes them now.
 *
 * @throws SharingError `sharing/bad-terms` if there can be no such lease, `sharing/lease-over` if one
 *   was to go on that does not run any more
 */
export function ledgerTerms(snapshot: Snapshot, asked: GrantTerms): Terms {
  const { history, slice } = snapshot;
  const sections = [...new Set([COVER, ...asked.sections])].sort((a, b) => a - b);
  const notBefore = Math.max(asked.notBefore, slice);
  const sound =
    sections.every((it) => Number.isInteger(it) && it >= 0 && it < SECTION_LIMIT) &&
    Number.isInteger(notBefore) &&
    Number.isInteger(asked.expiresAt) &&
    notBefore < asked.expiresAt &&
    asked.expiresAt < SLICE_LIMIT &&
    !sameAddress(asked.grantee, history.owner);
  if (!sound) throw new SharingError("sharing/bad-terms", "There can be no such lease.");
  const continued = continuedLease(snapshot, asked);
  return {
    sections,
    rights: { read: true, write: asked.write },
    notBefore,
    expiresAt: asked.expiresAt,
    // The time tree has no lease of new entries only that could begin at 0.
    since: asked.history ? 0 : (continued?.since ?? notBefore),
    generation: history.generation,
  };
}
