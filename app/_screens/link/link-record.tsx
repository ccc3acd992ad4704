"use client";

import { Link2 } from "lucide-react";
import type { Lease, Reader } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { Countdown } from "../../_components/countdown.tsx";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { PageHeader } from "../../_components/page-header.tsx";
import { Person } from "../../_components/person.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { StateBadge } from "../../_components/state-badge.tsx";
import { useNames } from "../../_hooks/use-names.ts";
import { useLeaseState, useOpenedAs } from "../../_hooks/use-records.ts";
import { copyOfCode } from "../../_text/errors.ts";
import { formatMoment } from "../../_text/format.ts";
import { SectionView } from "../record/section-view.tsx";

/** What a link opens, while it does; when it ends, what was decrypted is dropped. */
export function LinkRecord({ lease, reader }: { lease: Lease; reader: Reader }) {
  const nameOf = useNames();
  const state = useLeaseState(lease);
  const isLive = state === "live";
  const { data, error, refetch } = useOpenedAs(reader, lease.record, {
    enabled: isLive,
    follow: true,
  });
  const opened = isLive ? data : undefined;
  const over = copyOfCode("sharing/expired");
  return (
    <>
      <PageHeader title={opened?.title || `A record of ${nameOf(lease.owner)}`}>
        {opened && opened.description !== "" && (
          <p className="whitespace-pre-line">{opened.description}</p>
        )}
      </PageHeader>
      <section
        aria-label="Your lease"
        className="mb-8 flex flex-wrap items-center gap-x-8 gap-y-3 rounded-card border border-line bg-surface px-5 py-4 shadow-raised"
      >
        <StateBadge state={state} />
        <span className="flex items-center gap-2 text-small">
          <span className="text-muted">Lent by</span> <Person address={lease.owner} />
        </span>
        <span className="text-small">
          <span className="text-muted">From</span> {formatMoment(sliceStart(lease.notBefore))}{" "}
          <span className="text-muted">until</span> {formatMoment(sliceStart(lease.expiresAt))}
        </span>
        <span className="flex items-center gap-2 text-small">
          <Link2 size={16} aria-hidden /> By a link: whoever has it can read this
        </span>
        {isLive && (
          <span className="ml-auto text-lead">
            <Countdown to={lease.expiresAt} label="ends in" />
          </span>
        )}
      </section>
      {!isLive && (
        <Empty icon={Link2} title={over.title}>
          {over.help}
        </Empty>
      )}
      {isLive && opened === undefined && error !== null && (
        <ErrorNotice error={error} onRetry={refetch} />
      )}
      {isLive && opened === undefined && error === null && (
        <Skeleton label="Opening what was lent to you" lines={5} />
      )}
      {opened !== undefined && (
        <div className="space-y-4">
          {opened.sections.map((section) => (
            <SectionView
              key={section.index}
              record={lease.record}
              section={section}
              reader={reader}
            />
          ))}
        </div>
      )}
    </>
  );
}
