"use client";

import { Inbox } from "lucide-react";
import { lazy, Suspense } from "react";
import type { Hex } from "viem";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Panel } from "../../_components/panel.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useRequests } from "../../_hooks/use-requests.ts";

const RequestItem = lazy(() => import("./request-item.tsx").then(lazyOf("RequestItem")));

interface RequestsPanelProps {
  /** Only those for this record. */
  record?: Hex;
  /** Shows nothing at all where nobody asks. */
  quiet?: boolean;
}

/** The requests that wait for the owner's answer. */
export function RequestsPanel({ record, quiet = false }: RequestsPanelProps) {
  const { data, error, isPending, refetch } = useRequests();
  const requests = data?.filter((it) => record === undefined || it.record === record);
  if (quiet && (requests === undefined || requests.length === 0)) return null;
  return (
    <Panel
      title="Requests"
      note="Who asks you for access"
      className={record === undefined ? "" : "mb-6"}
    >
      {isPending && <Skeleton label="Looking for requests" />}
      {requests === undefined && error !== null && <ErrorNotice error={error} onRetry={refetch} />}
      {requests?.length === 0 && (
        <Empty icon={Inbox} title="Nobody waits for an answer">
          When somebody asks to read a record of yours, it shows here. Give them the record&rsquo;s
          link; it opens nothing by itself.
        </Empty>
      )}
      {requests !== undefined && requests.length > 0 && (
        <Suspense fallback={<Skeleton label="Looking for requests" />}>
          <ul className="-my-4 divide-y divide-line">
            {requests.map((request) => (
              <RequestItem
                key={`${request.record}/${request.requester}`}
                request={request}
                isNamed={record === undefined}
              />
            ))}
          </ul>
        </Suspense>
      )}
    </Panel>
  );
}
