import type { Address } from "viem";
import type { Activity, ActivityKind } from "../../lib/sharing/index.ts";
import { sliceStart } from "../../lib/slice.ts";
import { count, formatMoment, formatSpan, listNames } from "./format.ts";

/** What activities are filtered by. */
export type ActivityGroup = "entries" | "leases" | "requests" | "ownership" | "keys";

export const GROUP_NAMES: Readonly<Record<ActivityGroup, string>> = {
  entries: "Entries",
  leases: "Leases",
  requests: "Requests",
  ownership: "Ownership",
  keys: "Changes of keys",
};

const GROUPS: Readonly<Record<ActivityKind, ActivityGroup>> = {
  created: "entries",
  published: "entries",
  "keys-changed": "keys",
  granted: "leases",
  ended: "leases",
  "all-ended": "leases",
  "group-granted": "leases",
  "group-ended": "leases",
  "leaves-ended": "leases",
  asked: "requests",
  withdrawn: "requests",
  approved: "requests",
  declined: "requests",
  offered: "ownership",
  "offer-withdrawn": "ownership",
  accepted: "ownership",
  closed: "ownership",
};

export function groupOf({ kind }: Pick<Activity, "kind">): ActivityGroup {
  return GROUPS[kind];
}

interface Names {
  /** `You` for the person in front of the screen. */
  nameOf: (address: Address) => string;
  /** Names of sections, where they are known; else their numbers serve. */
  sectionOf: (section: number) => string;
}

/** What happened, in a sentence without its time: `You lent Scans to Anna to read, from … until …`. */
export function activityText(activity: Activity, { nameOf, sectionOf }: Names): string {
  const { kind, by, whom, sections, terms, count: number } = activity;
  const who = nameOf(by);
  const other = whom === null ? "nobody" : nameOf(whom) === "You" ? "you" : nameOf(whom);
  const belonging = (thing: string) =>
    other === "you" ? `your ${thing}` : `the ${thing} of ${other}`;
  const what = sections.length === 0 ? "" : listNames(sections.map(sectionOf));
  const may = terms?.write ? "read and add to" : "read";
  const people = number === null ? "a group" : `a group of ${count(number, "person", "people")}`;
  switch (kind) {
    case "created":
      return `${who} created the record.`;
    case "published":
      return what === ""
        ? `${who} wrote the title and the description.`
        : `${who} added an entry to ${what}.`;
    case "keys-changed":
      return "The keys changed.";
    case "granted":
      return `${who} let ${other} ${may} ${what || "the title"}${windowText(activity)}.`;
    case "ended":
      return `${who} ended ${belonging("lease")}${what && ` of ${what}`}.`;
    case "all-ended":
      return `${who} ended all leases.`;
    case "group-granted":
      return `${who} lent to ${people}.`;
    case "group-ended":
      return `${who} ended the leases of ${people}.`;
    case "leaves-ended":
      return `${who} ended ${count(number ?? 0, "lease")} of a group.`;
    case "asked":
      return `${who} asked ${other} to ${may} ${what || "the title"} for ${formatSpan((terms?.duration ?? 0) * 60)}.`;
    case "withdrawn":
      return `${who} took a request back.`;
    case "approved":
      return `${who} approved ${belonging("request")}.`;
    case "declined":
      return `${who} declined ${belonging("request")}.`;
    case "offered":
      return `${who} offered the record to ${other}.`;
    case "offer-withdrawn":
      return `${who} withdrew the offer to ${other}.`;
    case "accepted":
      return `${who} took the record over from ${other}.`;
    case "closed":
      return `${who} closed the record for good.`;
  }
}

function windowText({ terms }: Activity): string {
  if (terms === null || terms.notBefore === null || terms.expiresAt === null) return "";
  const from = formatMoment(sliceStart(terms.notBefore));
  return ` from ${from} until ${formatMoment(sliceStart(terms.expiresAt))}`;
}
