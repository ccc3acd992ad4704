"use client";

import { Send } from "lucide-react";
import { lazy, Suspense } from "react";
import type { Address } from "viem";
import { Empty } from "../../_components/empty.tsx";
import { ErrorNotice } from "../../_components/error-notice.tsx";
import { lazyOf } from "../../_components/lazy.ts";
import { Panel } from "../../_components/panel.tsx";
import { Skeleton } from "../../_components/skeleton.tsx";
import { useOwnRequests } from "../../_hooks/use-requests.ts";

const OwnItem = lazy(() => import("./own-item.tsx").then(lazyOf("OwnItem")));

interface OwnRequestsProps {
  account: Address;
  /** Shows nothing at all where nothing was asked. */
  quiet?: boolean;
}

/** What the account asked of others on this device, and what became of it. */
export function OwnRequests({ account, quiet = false }: OwnRequestsProps) {
  const { data, error, isPending, refetch } = useOwnRequests(account);
  if (quiet && (data === undefined || data.length === 0)) return null;
  return (
    <Panel title="Asked by you" note="On this device">
      {isPending && <Skeleton label="Looking for your requests" />}
      {data === undefined && error !== null && <ErrorNotice error={error} onRetry={refetch} />}
      {data?.length === 0 && (
        <Empty icon={Send} title="You have asked for nothing">
          Open the link to a record to ask its owner for access.
        </Empty>
      )}
      {data !== undefined && data.length > 0 && (
        <Suspense fallback={<Skeleton label="Looking for your requests" />}>
          <ul className="-my-4 divide-y divide-line">
            {data.map((request) => (
              <OwnItem key={request.record} account={account} request={request} />
            ))}
          </ul>
        </Suspense>
      )}
    </Panel>
  );
}
