"use client";

import { Link2 } from "lucide-react";
import type { Lease, Reader } from "../../../lib/sharing/index.ts";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useLeaseState, useOpenedAs } from "../../_hooks/use-records.ts";
import { LentHead } from "../record/lent-head.tsx";
import { LentRefusal } from "../record/lent-refusal.tsx";
import { SectionView } from "../record/section-view.tsx";

/** What a link opens, while it does; when it ends, what was decrypted is dropped. */
export function LinkRecord({ lease, reader }: { lease: Lease; reader: Reader }) {
  const state = useLeaseState(lease);
  const isLive = state === "live";
  const { data, error, refetch } = useOpenedAs(reader, lease.record, {
    enabled: isLive,
    follow: true,
  });
  const opened = isLive ? data : undefined;
  return (
    <>
      <LentHead lease={lease} state={state} opened={opened}>
        <span className="flex items-center gap-2 text-small">
          <Link2 size={16} aria-hidden /> Open to whoever has the link
        </span>
      </LentHead>
      {!isLive && <LentRefusal lease={lease} state={state} />}
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
