"use client";

import { Check, X } from "lucide-react";
import type { ReactNode } from "react";
import type { Address } from "viem";
import { sliceStart } from "../../../lib/slice.ts";
import { Person } from "../../_components/person.tsx";
import {
  formatMoment,
  formatMomentFull,
  formatSpan,
  listNames,
  timeZoneName,
} from "../../_text/format.ts";
import { rightsText } from "../../_text/lease-text.ts";

/** As many people are named one by one. */
const NAMED = 5;

/** A lease that is about to be made; slices. */
export interface ReviewedLease {
  /** Null for whoever has a link. */
  people: readonly Address[] | null;
  /** The sections' names. */
  names: readonly string[];
  write: boolean;
  history: boolean;
  /** Where an earlier lease of new entries only goes on, the first slice that is included. */
  since?: number | undefined;
  notBefore: number;
  expiresAt: number;
}

interface LeaseReviewProps {
  sentence: string;
  lease: ReviewedLease;
}

/** What is about to happen, fact by fact, with what its end will do and what it cannot. */
export function LeaseReview({ sentence, lease }: LeaseReviewProps) {
  const { people, names, write, history, since, notBefore, expiresAt } = lease;
  const [from, until] = [sliceStart(notBefore), sliceStart(expiresAt)];
  return (
    <div className="space-y-5">
      <p role="status" aria-label="What will happen" className="text-lead text-pretty">
        {sentence}
      </p>
      <dl className="divide-y divide-line border-line border-y">
        <Fact label="To">
          {people === null ? "Anyone with the link" : <People people={people} />}
        </Fact>
        <Fact label="What">{listNames(names)}</Fact>
        <Fact label="They may">
          {rightsText({ write })
            .replace(/^May /, "")
            .replace(/^./, (it) => it.toUpperCase())}
          {includedText({ history, since })}
        </Fact>
        <Fact label="From">{formatMomentFull(from)}</Fact>
        <Fact label="Until">
          {formatMomentFull(until)}
          <span className="block text-muted text-small">
            {formatSpan(until - from)} later, by {timeZoneName(new Date(until * 1000))}
          </span>
        </Fact>
      </dl>
      <EndNote />
    </div>
  );
}

function includedText({ history, since }: Pick<ReviewedLease, "history" | "since">): string {
  if (history) return ", with everything from before";
  return since === undefined
    ? ", new entries only"
    : `, only what was added since ${formatMoment(sliceStart(since))}`;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid grid-cols-[5.5rem_1fr] gap-x-4 py-2.5 sm:grid-cols-[7rem_1fr]">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0">{children}</dd>
    </div>
  );
}

function People({ people }: { people: readonly Address[] }) {
  const more = people.length - NAMED;
  return (
    <ul className="space-y-1">
      {people.slice(0, NAMED).map((address) => (
        <li key={address}>
          <Person address={address} />
        </li>
      ))}
      {more > 0 && <li className="text-muted">and {more} more</li>}
    </ul>
  );
}

/** What the end of a lease does, and what nothing can do. */
export function EndNote() {
  return (
    <ul aria-label="What the end does" className="space-y-2 text-small">
      <li className="flex gap-2.5">
        <Check size={18} className="mt-px shrink-0 text-accent" aria-hidden />
        <span>
          At the end this closes by itself. Keys for anything published later never reach whoever
          had it, and you can end it sooner.
        </span>
      </li>
      <li className="flex gap-2.5">
        <X size={18} className="mt-px shrink-0 text-danger" aria-hidden />
        <span>Nobody can take back what was opened or copied while the lease ran.</span>
      </li>
    </ul>
  );
}
