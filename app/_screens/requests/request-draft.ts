import type {
  Lease,
  ListedLease,
  PendingRequest,
  RequestTerms,
} from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { formatSpan, listNames } from "../../_text/format.ts";
import type { GrantDraft } from "../record/grant-draft.ts";
import { toField } from "../record/grant-draft.ts";
import { includedLike, runningOf } from "../record/inclusion.ts";
import type { UsualLength } from "../record/lengths.ts";
import { LENGTHS } from "../record/lengths.ts";

/** For how long somebody asks; `other` is counted in hours or days. */
export type RequestLength = UsualLength | "other";

/** As much as an owner is offered to lend at once: a hundred years, in minutes. */
const LONGEST = 100 * 365 * 24 * 60;

/** What a person enters to ask for a lease. */
export interface RequestDraft {
  sections: number[];
  write: boolean;
  length: RequestLength;
  /** As typed. */
  amount: string;
  unit: "hours" | "days";
  note: string;
}

/** A new request's draft, or one for the terms of a lease once more. */
export function requestDraftOf(
  lease: Lease | undefined,
  sections: readonly number[],
): RequestDraft {
  const minutes = lease === undefined ? LENGTHS.day : lease.expiresAt - lease.notBefore;
  const isDays = minutes >= 2 * LENGTHS.day;
  const asked = lease?.sections.filter((it) => it !== 0) ?? [];
  return {
    sections: asked.length === 0 && sections.length === 1 ? [...sections] : asked,
    write: lease?.rights.write ?? false,
    length: knownLength(minutes) ?? "other",
    amount: String(Math.max(1, Math.ceil(minutes / (isDays ? LENGTHS.day : LENGTHS.hour)))),
    unit: isDays ? "days" : "hours",
    note: "",
  };
}

function knownLength(minutes: number): UsualLength | null {
  const known = (["hour", "day", "fortnight"] as const).find((it) => LENGTHS[it] === minutes);
  return known ?? null;
}

/** For how many minutes is asked; null while that is not a whole number of hours or days above none. */
export function minutesOf({ length, amount, unit }: RequestDraft): number | null {
  if (length !== "other") return LENGTHS[length];
  const count = Number(amount);
  if (!/^\d+$/.test(amount.trim()) || count < 1) return null;
  const minutes = count * (unit === "days" ? LENGTHS.day : LENGTHS.hour);
  return minutes <= LONGEST ? minutes : null;
}

/** What the draft asks for; null while it is not complete. */
export function requestTermsOf(draft: RequestDraft): RequestTerms | null {
  const duration = minutesOf(draft);
  if (duration === null || draft.sections.length === 0) return null;
  const sections = [...draft.sections].sort((a, b) => a - b);
  return { sections, write: draft.write, duration, note: draft.note.trim() };
}

/** What is asked, after `asks` or `You ask`: `to read Scans and Notes for 14 days`. */
export function askText(
  { write, duration }: Pick<RequestTerms, "write" | "duration">,
  names: readonly string[],
): string {
  return `to read${write ? " and add to" : ""} ${listNames(names)} for ${formatSpan(duration * 60)}`;
}

/**
 * A lease's draft as somebody asked for it, from now on. Who was lent new entries only is not lent
 * the older ones without being asked about.
 *
 * @param of.slice the present one
 * @param of.lease what they were lent last
 */
export function grantDraftOf(
  request: PendingRequest,
  { slice, lease }: { slice: number; lease?: Lease | undefined },
): GrantDraft {
  const { requester, sections, write, duration } = request;
  const minutes = Math.min(duration, LONGEST);
  return {
    grantee: requester,
    sections: sections.filter((it) => it !== 0),
    write,
    included: includedLike(lease, slice),
    running: runningOf(lease, slice),
    start: "now",
    startAt: toField(sliceStart(slice + 60)),
    length: knownLength(minutes) ?? "until",
    endAt: toField(sliceStart(slice + minutes)),
  };
}

export function isStanding({ state }: ListedLease): boolean {
  return state === "live" || state === "pending";
}
