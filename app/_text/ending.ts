import type { Lease } from "../../lib/sharing/index.ts";

/** A day, in slices. */
const DAY = 24 * 60;

/**
 * In which slice a lease's end is worth a word: a day before, or for a short lease in its last
 * quarter, so that a lease of an hour is not announced to end as soon as it has begun.
 */
export function remindAt({ notBefore, expiresAt }: Pick<Lease, "notBefore" | "expiresAt">): number {
  return expiresAt - Math.min(DAY, Math.ceil((expiresAt - notBefore) / 4));
}

/** The leases that run and are about to end, the first to end first. */
export function endingSoon<L extends Lease>(leases: readonly L[], slice: number): L[] {
  return leases
    .filter((lease) => lease.ended === null && lease.notBefore <= slice && slice < lease.expiresAt)
    .filter((lease) => remindAt(lease) <= slice)
    .sort((a, b) => a.expiresAt - b.expiresAt);
}
