import type { Lease, LeaseState } from "../../lib/sharing/index.ts";
import { sliceStart } from "../../lib/slice.ts";
import { formatMoment, formatNear } from "./format.ts";

/** A lease's state in one word. */
export const STATE_NAMES: Readonly<Record<LeaseState, string>> = {
  pending: "Not begun",
  live: "Live",
  expired: "Run out",
  revoked: "Ended early",
  replaced: "Replaced",
  closed: "Closed",
};

/** When a lease begins, ends or ended, as seen from `now` in unix seconds: `until Friday 17:00`. */
export function leaseWhen(
  { notBefore, expiresAt }: Pick<Lease, "notBefore" | "expiresAt">,
  { state, now }: { state: LeaseState; now: number },
): string {
  const end = formatNear(sliceStart(expiresAt), now);
  switch (state) {
    case "pending":
      return `from ${formatNear(sliceStart(notBefore), now)} until ${end}`;
    case "live":
      return `until ${end}`;
    case "expired":
      return `ran out ${end}`;
    case "revoked":
      return `would have run until ${end}`;
    case "replaced":
      return "replaced by another lease";
    case "closed":
      return "the record was closed or changed hands";
  }
}

/** What the holder of a lease may do: `May read`, `May read and add`. */
export function rightsText({ write }: { write: boolean }): string {
  return write ? "May read and add" : "May read";
}

/** Which entries a lease opens. One that goes on from an earlier lease began before its own grant. */
export function includedText({ since, notBefore }: Pick<Lease, "since" | "notBefore">): string {
  if (since === 0) return "with everything from before";
  return since < notBefore
    ? `only entries since ${formatMoment(sliceStart(since))}`
    : "only entries from its beginning on";
}
