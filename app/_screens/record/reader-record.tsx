"use client";

import { lazy, Suspense } from "react";
import type { ListedLease } from "../../../lib/sharing/index.ts";
import { ButtonLink } from "../../_components/button-link.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useLeaseState, useOpenedRecord } from "../../_hooks/use-records.ts";
import { rightsText } from "../../_text/lease-text.ts";
import { AskButton } from "../requests/ask-button.tsx";
import { EndingNotice } from "../requests/ending-notice.tsx";
import { OwnRequestNotice } from "../requests/own-request.tsx";
import { LentHead } from "./lent-head.tsx";
import { LentRefusal } from "./lent-refusal.tsx";
import { SectionView } from "./section-view.tsx";

const UnfinishedUploads = lazy(() =>
  import("../uploads/unfinished-uploads.tsx").then(lazyOf("UnfinishedUploads")),
);

/**
 * A record that was lent: what the lease covers, while it is live. When it ends, the screen closes
 * by itself and what was decrypted is dropped.
 */
export function ReaderRecord({ lease }: { lease: ListedLease }) {
  const state = useLeaseState(lease);
  const isLive = state === "live";
  const { data, error, refetch } = useOpenedRecord(lease.record, { enabled: isLive, follow: true });
  const opened = isLive ? data : undefined;
  return (
    <>
      <LentHead
        lease={lease}
        state={state}
        opened={opened}
        actions={
          <AskButton record={lease.record} lease={lease} known={opened?.sections} size="small">
            Ask for more
          </AskButton>
        }
      >
        <span className="text-small">{rightsText(lease.rights)}</span>
      </LentHead>
      <div className="mb-8 space-y-3 empty:hidden">
        {isLive && <EndingNotice lease={lease} known={opened?.sections} />}
        <OwnRequestNotice account={lease.grantee} record={lease.record} known={opened?.sections} />
      </div>
      {!isLive && (
        <LentRefusal lease={lease} state={state}>
          <span className="flex flex-wrap justify-center gap-3">
            {state !== "closed" && (
              <AskButton record={lease.record} lease={lease}>
                {state === "expired" ? "Ask for more time" : "Ask for access"}
              </AskButton>
            )}
            <ButtonLink href="/lent/">All leases</ButtonLink>
          </span>
        </LentRefusal>
      )}
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
