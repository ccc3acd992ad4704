import type { Lease } from "../../../lib/sharing/index.ts";
import { sliceOf, sliceStart } from "../../../lib/slice.ts";
import { formatNear, formatSpan, listNames } from "../../_text/format.ts";
import type { Included, Running } from "./inclusion.ts";
import { includedLike, inclusionSentence, runningOf } from "./inclusion.ts";
import type { UsualLength } from "./lengths.ts";
import { LENGTHS } from "./lengths.ts";

/** How long a lease is to run, from its start; `until` names a moment. */
export type Length = UsualLength | "until";

/** What a person enters to lend something. */
export interface GrantDraft {
  /** As typed: an address, once it is complete. */
  grantee: string;
  sections: number[];
  write: boolean;
  included: Included;
  /** The running lease of which this one takes the place. */
  running: Running | null;
  start: "now" | "at";
  /** Values of date and time fields, in the person's time zone. */
  startAt: string;
  length: Length;
  endAt: string;
}

/** The value of a date and time field for a moment, in the person's time zone. */
export function toField(unixSeconds: number): string {
  const date = new Date(unixSeconds * 1000);
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, 16);
}

/** The moment of a date and time field, in unix seconds; null while it is incomplete. */
export function fromField(value: string): number | null {
  const milliseconds = new Date(value).getTime();
  return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

/** A new lease's draft, or that of one to change; `slice` is the present one. */
export function draftOf(lease: Lease | undefined, slice: number): GrantDraft {
  const isRunning = lease !== undefined && lease.ended === null && slice < lease.expiresAt;
  const startsLater = isRunning && lease.notBefore > slice;
  return {
    grantee: lease?.grantee ?? "",
    sections: lease?.sections.filter((it) => it !== 0) ?? [],
    write: lease?.rights.write ?? false,
    included: includedLike(lease, slice),
    running: runningOf(lease, slice),
    start: startsLater ? "at" : "now",
    startAt: toField(sliceStart(startsLater ? lease.notBefore : slice + 60)),
    length: isRunning ? "until" : "day",
    endAt: toField(sliceStart(isRunning ? lease.expiresAt : slice + LENGTHS.day)),
  };
}

/** The draft of a running lease with another end, as it was dragged to. */
export function draftWithEnd(lease: Lease, at: { expiresAt: number; slice: number }): GrantDraft {
  return { ...draftOf(lease, at.slice), length: "until", endAt: toField(sliceStart(at.expiresAt)) };
}

/** How another end differs from a lease's: `3 days later than before`. */
export function endChange(lease: Pick<Lease, "expiresAt">, expiresAt: number): string {
  const difference = expiresAt - lease.expiresAt;
  if (difference === 0) return "The end stays as it is.";
  const span = formatSpan(Math.abs(difference) * 60);
  return difference > 0
    ? `The lease ends ${span} later than it would.`
    : `The lease ends ${span} sooner than it would.`;
}

/** A lease's window in slices; null while a field is incomplete. */
export function windowOf(
  { start, startAt, length, endAt }: GrantDraft,
  slice: number,
): { notBefore: number; expiresAt: number } | null {
  const begin = start === "now" ? sliceStart(slice) : fromField(startAt);
  if (begin === null) return null;
  const notBefore = sliceOf(begin);
  if (length !== "until") return { notBefore, expiresAt: notBefore + LENGTHS[length] };
  const end = fromField(endAt);
  return end === null ? null : { notBefore, expiresAt: sliceOf(end) };
}

/** What is wrong with the times; null if nothing is. */
export function windowProblem(draft: GrantDraft, slice: number): string | null {
  const window = windowOf(draft, slice);
  if (window === null) return "Fill in the date and the time.";
  if (window.expiresAt <= slice) return "The end is in the past.";
  if (window.expiresAt <= window.notBefore) return "The end must be after the start.";
  return null;
}

/** What will happen, in a sentence or two; null while the draft is not complete. */
export function grantSentence(
  draft: GrantDraft,
  { name, names, slice }: { name: string | null; names: readonly string[]; slice: number },
): string | null {
  const window = windowOf(draft, slice);
  if (name === null || names.length === 0 || windowProblem(draft, slice) !== null) return null;
  if (window === null) return null;
  const now = sliceStart(slice);
  const starts =
    window.notBefore > slice ? ` from ${formatNear(sliceStart(window.notBefore), now)}` : "";
  const ends = formatNear(sliceStart(window.expiresAt), now);
  const verb = draft.write ? "can read and add to" : "can read";
  const included = inclusionSentence({ ...draft, ...window }, slice);
  return `${name} ${verb} ${listNames(names)}${starts} until ${ends}. ${included}`;
}
