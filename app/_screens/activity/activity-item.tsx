"use client";

import type { LucideIcon } from "lucide-react";
import { ArrowLeftRight, FileText, KeyRound, MessagesSquare, RotateCcwKey } from "lucide-react";
import type { Activity } from "../../../lib/sharing/index.ts";
import { AppLink } from "../../_components/app-link.tsx";
import type { RowPlace } from "../../_components/list-props.ts";
import { TransactionLink } from "../../_components/transaction-link.tsx";
import { useKnownTitles } from "../../_hooks/use-known-titles.ts";
import { useNames } from "../../_hooks/use-names.ts";
import type { ActivityGroup } from "../../_text/activity-text.ts";
import { activityText, groupOf } from "../../_text/activity-text.ts";
import { formatMoment } from "../../_text/format.ts";
import { useSectionNames } from "./use-section-names.ts";

const ICONS: Readonly<Record<ActivityGroup, LucideIcon>> = {
  entries: FileText,
  leases: KeyRound,
  requests: MessagesSquare,
  ownership: ArrowLeftRight,
  keys: RotateCcwKey,
};

interface ActivityItemProps {
  activity: Activity;
  /** Leads to the record, where those of several stand together. */
  isNamed: boolean;
  sectionOf: (section: number) => string;
  place: RowPlace;
}

/** One event, in words, with its time and its transaction. */
export function ActivityItem({ activity, isNamed, sectionOf, place }: ActivityItemProps) {
  const nameOf = useNames();
  const titleOf = useKnownTitles();
  // Where those of several records stand together, each knows its own; only rows in sight ask.
  const own = useSectionNames(isNamed ? activity.record : null);
  const names = { nameOf, sectionOf: isNamed ? own.sectionOf : sectionOf };
  const Icon = ICONS[groupOf(activity)];
  return (
    <li {...place} className="flex gap-3 border-line py-3">
      <Icon size={18} className="mt-1 shrink-0 text-muted" aria-hidden />
      <div className="min-w-0 flex-1">
        <p className="break-words">{activityText(activity, names)}</p>
        <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-small">
          <time dateTime={new Date(activity.time * 1000).toISOString()}>
            {formatMoment(activity.time)}
          </time>
          {isNamed && (
            <AppLink
              href={`/activity/?id=${activity.record}`}
              className="underline underline-offset-4"
            >
              {titleOf(activity.record) || `Record ${activity.record.slice(0, 8)}`}
            </AppLink>
          )}
          <TransactionLink transaction={activity.transaction} />
        </p>
      </div>
    </li>
  );
}
