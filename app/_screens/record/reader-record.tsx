"use client";

import { Ban, CircleSlash, Hourglass } from "lucide-react";
import { lazy, Suspense } from "react";
import type { ListedLease } from "../../../lib/sharing/index.ts";
import { sliceStart } from "../../../lib/slice.ts";
import { ButtonLink } from "../../_components/button-link.tsx";
import { Countdown } from "../../_components/countdown.tsx";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { PageHeader } from "../../_components/page-header.tsx";
import { Person } from "../../_components/person.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { StateBadge } from "../../_components/state-badge.tsx";
import { useNames } from "../../_hooks/use-names.ts";
import { useLeaseState, useOpenedRecord } from "../../_hooks/use-records.ts";
import { copyOfCode } from "../../_text/errors.ts";
import { formatMoment } from "../../_text/format.ts";
import { rightsText } from "../../_text/lease-text.ts";
import { AskButton } from "../requests/ask-button.tsx";
import { EndingNotice } from "../requests/ending-notice.tsx";
import { OwnRequestNotice } from "../requests/own-request.tsx";
import { SectionView } from "./section-view.tsx";

const UnfinishedUploads = lazy(() =>
  import("../uploads/unfinished-uploads.tsx").then(lazyOf("UnfinishedUploads")),
);

/**
 * A record that was lent: what the lease covers, while it is live. When it ends, the screen closes
 * by itself and what was decrypted is dropped.
 */
export function ReaderRecord({ lease }: { lease: ListedLease }) {
  const nameOf = useNames();
  const state = useLeaseState(lease);
  const isLive = state === "live";
  const { data, error, refetch } = useOpenedRecord(lease.record, { enabled: isLive, follow: true });
  const opened = isLive ? data : undefined;
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
        <span className="text-small">{rightsText(lease.rights)}</span>
        {isLive && (
          <span className="ml-auto flex flex-wrap items-center gap-x-4 gap-y-2">
            <span className="text-lead">
              <Countdown to={lease.expiresAt} label="ends in" />
            </span>
            <AskButton record={lease.record} lease={lease} known={opened?.sections} size="small">
              Ask for more
            </AskButton>
          </span>
        )}
      </section>
      <div className="mb-8 space-y-3 empty:hidden">
        {isLive && <EndingNotice lease={lease} known={opened?.sections} />}
        <OwnRequestNotice account={lease.grantee} record={lease.record} known={opened?.sections} />
      </div>
      {!isLive && <Refusal lease={lease} state={state} />}
      {isLive && opened === undefined && error !== null && (
        <ErrorNotice error={error} onRetry={refetch} />
      )}
      {isLive && opened === undefined && error === null && (
        <Skeleton label="Opening what was lent to you" lines={5} />
      )}
      {opened !== undefined && (
        <div className="mb-6 empty:hidden">
          <Suspense>
            <UnfinishedUploads record={lease.record} />
          </Suspense>
        </div>
      )}
      {opened !== undefined && (
        <div className="space-y-4">
          {opened.sections.map((section) => (
            <SectionView key={section.index} record={lease.record} section={section} />
          ))}
        </div>
      )}
    </>
  );
}

const REFUSALS = {
  pending: { icon: Hourglass, code: "sharing/not-yet" },
  expired: { icon: Hourglass, code: "sharing/expired" },
  revoked: { icon: Ban, code: "sharing/revoked" },
  replaced: { icon: Ban, code: "sharing/revoked" },
  closed: { icon: CircleSlash, code: "sharing/closed" },
} as const;

/** Why it cannot be opened now. */
function Refusal({
  lease,
  state,
}: {
  lease: ListedLease;
  state: Exclude<ListedLease["state"], "live">;
}) {
  const { icon, code } = REFUSALS[state];
  const { title, help } = copyOfCode(code);
  const action =
    state === "pending" ? (
      <span className="text-lead">
        <Countdown to={lease.notBefore} label="begins in" />
      </span>
    ) : (
      <span className="flex flex-wrap justify-center gap-3">
        {state !== "closed" && (
          <AskButton record={lease.record} lease={lease}>
            {state === "expired" ? "Ask for more time" : "Ask for access"}
          </AskButton>
        )}
        <ButtonLink href="/lent/">All leases</ButtonLink>
      </span>
    );
  return (
    <Empty icon={icon} title={title} action={action}>
      {help}
    </Empty>
  );
}
